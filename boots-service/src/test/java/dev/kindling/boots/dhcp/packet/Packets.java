package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;

/** Makes one packet from another, as clients and relays do. */
public final class Packets {

    /** RFC 8357: "answer me where I asked from", and a circuit id of one byte. */
    public static final Bytes RELAY_INFORMATION = Bytes.ofHex("0101071300");

    private Packets() {}

    /** As a relay agent without port 67 passes it on. */
    public static DhcpPacket relayed(DhcpPacket packet, Inet4Address relay) {
        return with(
                packet,
                packet.ciaddr(),
                relay,
                packet.flags(),
                packet.options().with(OptionCode.RELAY_INFORMATION, RELAY_INFORMATION));
    }

    /** The REQUEST of a Raspberry Pi that takes this offer. */
    public static DhcpPacket requestFor(DhcpPacket offer) {
        DhcpPacket discover = Captures.packet("pi400-dhcp-discover");
        DhcpOptions options = DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(3))
                .with(OptionCode.REQUESTED_ADDRESS, Bytes.ofAddress(offer.yiaddr()))
                .with(
                        OptionCode.SERVER_ID,
                        offer.options().get(OptionCode.SERVER_ID).orElseThrow())
                .with(
                        OptionCode.VENDOR_CLASS,
                        discover.options().get(OptionCode.VENDOR_CLASS).orElseThrow())
                .with(
                        OptionCode.MACHINE_ID,
                        discover.options().get(OptionCode.MACHINE_ID).orElseThrow());
        return with(discover, discover.ciaddr(), discover.giaddr(), discover.flags(), options);
    }

    public static DhcpPacket with(
            DhcpPacket packet, Inet4Address ciaddr, Inet4Address giaddr, int flags, DhcpOptions options) {
        return new DhcpPacket(
                packet.op(),
                packet.htype(),
                packet.hlen(),
                packet.hops(),
                packet.xid(),
                packet.secs(),
                flags,
                ciaddr,
                packet.yiaddr(),
                packet.siaddr(),
                giaddr,
                packet.chaddr(),
                packet.sname(),
                packet.file(),
                options);
    }
}
