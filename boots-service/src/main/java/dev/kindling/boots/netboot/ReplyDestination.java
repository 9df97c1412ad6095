package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.netboot.Circumstances.Door;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where RFC 2131 section 4.1 sends a reply. */
public sealed interface ReplyDestination {

    int CLIENT_PORT = 68;
    int SERVER_PORT = 67;

    /** An ordinary datagram: to a relay agent, or to a client that has its address. */
    record Address(Inet4Address address, int port) implements ReplyDestination {}

    /** To a client that does not answer ARP yet: its address in the IP header, its MAC address in the frame. */
    record Link(Inet4Address address, MacAddress mac) implements ReplyDestination {}

    /** To everyone on the link, port 68. */
    record Broadcast() implements ReplyDestination {}

    /**
     * @param source where the request came from
     * @param door the port it came to
     */
    static ReplyDestination of(BootRequest request, DhcpPacket reply, InetSocketAddress source, Door door) {
        DhcpPacket packet = request.packet();
        boolean hasSource = source.getAddress() instanceof Inet4Address address && !address.isAnyLocalAddress();
        if (door == Door.BOOT_SERVER && hasSource) {
            return new Address((Inet4Address) source.getAddress(), source.getPort());
        }
        if (packet.isRelayed()) {
            // RFC 8357: a relay that cannot use port 67 says so, and is answered where it asked from.
            boolean ownPort =
                    request.relay().map(relay -> relay.hasSourcePort()).orElse(false);
            return new Address(packet.giaddr(), ownPort ? source.getPort() : SERVER_PORT);
        }
        if (reply.type().equals(Optional.of(MessageType.NAK))) {
            return new Broadcast();
        }
        if (request.hasAddress()) {
            return new Address(packet.ciaddr(), CLIENT_PORT);
        }
        if (request.type().equals(Optional.of(MessageType.INFORM)) && hasSource) {
            return new Address((Inet4Address) source.getAddress(), CLIENT_PORT);
        }
        if (packet.wantsBroadcast()
                || reply.yiaddr().isAnyLocalAddress()
                || request.mac().isEmpty()) {
            return new Broadcast();
        }
        return new Link(reply.yiaddr(), request.mac().get());
    }
}
