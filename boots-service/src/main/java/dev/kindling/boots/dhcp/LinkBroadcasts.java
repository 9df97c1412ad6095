package dev.kindling.boots.dhcp;

import dev.kindling.contract.MacAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * UDP that boards broadcast on the links this service is on, and the MAC address of who did. A UDP socket tells no MAC
 * address, and drops what comes from an address the host has no route to.
 */
@Component
public final class LinkBroadcasts {

    private static final int LARGEST = 2_048;

    private final DhcpSockets sockets;

    LinkBroadcasts(DhcpSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * A datagram as it was on the link.
     *
     * @param source the IP address it says it comes from
     * @param sender who put it on this link
     */
    public record Heard(byte[] payload, Inet4Address source, MacAddress sender) {}

    /** Listens on one link, to what its filter lets through. */
    public static final class Ear implements Closeable {

        private final LinuxSocket socket;

        Ear(LinuxSocket socket) {
            this.socket = socket;
        }

        /** Waits half a second at most. */
        public Optional<Heard> receive() throws IOException {
            return socket.receivePacket(LARGEST)
                    .flatMap(arrived -> Ipv4Datagram.open(arrived.packet())
                            .map(opened -> new Heard(opened.payload(), opened.source(), arrived.sender())));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** The interfaces that can be listened on; none where none is named, or off Linux. */
    public List<String> interfaces() {
        return sockets.interfaces();
    }

    /**
     * What is broadcast to one port.
     *
     * @throws IOException without CAP_NET_RAW, or when there is no such interface
     */
    public Ear open(String networkInterface, int port) throws IOException {
        NetworkInterface link = NetworkInterface.getByName(networkInterface);
        if (link == null) {
            throw new SocketException("there is no network interface '" + networkInterface + "'");
        }
        return new Ear(LinuxSocket.packets(link.getIndex(), LinkFrames.broadcastsTo(port)));
    }
}
