package dev.kindling.boots.dhcp;

import dev.kindling.boots.dhcp.LinkBroadcasts.Heard;
import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.netboot.ServerLink;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * Another DHCP server, as one of its messages showed it.
 *
 * @param address its server identifier, else where the message came from
 * @param mac who put the message on this link: the server, or a relay
 * @param offered the address it gave some client; empty for a proxy
 * @param router what it named as the router
 * @param bootServer siaddr; empty when it named none
 */
record OtherServer(
        Inet4Address address,
        MacAddress mac,
        Optional<Inet4Address> offered,
        Optional<Inet4Address> router,
        Optional<Inet4Address> bootServer) {

    /** Empty when the message is ours, no server's, or unreadable. */
    static Optional<OtherServer> of(Heard overheard, ServerLink link) {
        DhcpPacket packet;
        try {
            packet = DhcpCodec.decode(overheard.payload());
        } catch (MalformedPacketException _) {
            return Optional.empty();
        }
        Inet4Address address = packet.options().address(OptionCode.SERVER_ID).orElse(overheard.source());
        boolean ours = link.own().contains(address) || link.own().contains(overheard.source());
        if (ours || packet.op() != DhcpPacket.REPLY || packet.type().isEmpty()) {
            return Optional.empty();
        }
        Optional<Inet4Address> router = packet.options()
                .get(OptionCode.ROUTER)
                .filter(value -> value.length() >= 4)
                .map(value -> value.slice(0, 4))
                .map(Bytes::address);
        return Optional.of(
                new OtherServer(address, overheard.sender(), known(packet.yiaddr()), router, known(packet.siaddr())));
    }

    /** Whether it gives out addresses; a proxy does not. */
    boolean leases() {
        return offered.isPresent();
    }

    private static Optional<Inet4Address> known(Inet4Address address) {
        return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(address);
    }
}
