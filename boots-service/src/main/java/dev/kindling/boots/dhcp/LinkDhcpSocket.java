package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network interface of a Linux host. Hears broadcasts of that link only, and reaches a client that has no address
 * yet by a frame to its MAC address (AF_PACKET); where the kernel refuses such a socket, by broadcast.
 */
final class LinkDhcpSocket implements DhcpSocket {

    private static final Logger log = LoggerFactory.getLogger(LinkDhcpSocket.class);
    private static final Inet4Address EVERYONE = Inet4Address.ofLiteral("255.255.255.255");
    private static final int LARGEST = 65_536;

    private final LinuxSocket udp;
    private final Optional<LinuxSocket> frames;
    private final String interfaceName;
    private final int interfaceIndex;
    private final Inet4Address server;
    private final int port;
    private volatile boolean closed;

    private LinkDhcpSocket(LinuxSocket udp, Optional<LinuxSocket> frames, NetworkInterface link, Inet4Address server)
            throws IOException {
        this.udp = udp;
        this.frames = frames;
        this.interfaceName = link.getName();
        this.interfaceIndex = link.getIndex();
        this.server = server;
        this.port = udp.localPort();
    }

    /** @param server source address of raw frames */
    static LinkDhcpSocket open(String interfaceName, InetSocketAddress address, Inet4Address server)
            throws IOException {
        NetworkInterface link = NetworkInterface.getByName(interfaceName);
        if (link == null) {
            throw new SocketException("there is no network interface '" + interfaceName + "'");
        }
        LinuxSocket udp = LinuxSocket.udp();
        try {
            udp.bindToDevice(interfaceName);
            udp.allowBroadcast();
            udp.bind((Inet4Address) address.getAddress(), address.getPort());
            return new LinkDhcpSocket(udp, frames(), link, server);
        } catch (IOException e) {
            udp.close();
            throw e;
        }
    }

    private static Optional<LinuxSocket> frames() {
        try {
            return Optional.of(LinuxSocket.packet());
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("dhcp.raw-frames-refused");
            return Optional.empty();
        }
    }

    @Override
    public Received receive() throws IOException {
        while (!closed) {
            Optional<Received> received = udp.receive(LARGEST);
            if (received.isPresent()) {
                return received.get();
            }
            if (isReplaced()) {
                release();
                throw new LinkReplacedException("the interface '" + interfaceName + "' is gone or is another one now");
            }
        }
        release();
        throw new ClosedChannelException();
    }

    /** A USB adapter that was pulled and put back is another interface under the same name. */
    private boolean isReplaced() throws SocketException {
        NetworkInterface now = NetworkInterface.getByName(interfaceName);
        return now == null || now.getIndex() != interfaceIndex;
    }

    private void release() throws IOException {
        udp.close();
        for (LinuxSocket raw : frames.stream().toList()) {
            raw.close();
        }
    }

    @Override
    public void send(ReplyDestination destination, byte[] message) throws IOException {
        switch (destination) {
            case ReplyDestination.Address(Inet4Address address, int to) -> udp.send(message, address, to);
            case ReplyDestination.Broadcast _ -> udp.send(message, EVERYONE, ReplyDestination.CLIENT_PORT);
            case ReplyDestination.Link(Inet4Address address, MacAddress mac) -> {
                if (frames.isPresent()) {
                    byte[] packet = Ipv4Datagram.of(server, port, address, ReplyDestination.CLIENT_PORT, message);
                    frames.get().sendFrame(packet, interfaceIndex, mac);
                } else {
                    udp.send(message, EVERYONE, ReplyDestination.CLIENT_PORT);
                }
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** The receiving thread closes the sockets within half a second: closing one under a system call is not safe. */
    @Override
    public void close() {
        closed = true;
    }
}
