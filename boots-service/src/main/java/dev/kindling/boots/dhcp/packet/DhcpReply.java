package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;

/** Builds the reply to one request, so that nothing a reply must copy can be forgotten (RFC 2131 table 3). */
public final class DhcpReply {

    private static final Inet4Address NONE = Bytes.zero(4).address();

    private final DhcpPacket request;

    private DhcpReply(DhcpPacket request) {
        this.request = request;
    }

    public static DhcpReply to(DhcpPacket request) {
        return new DhcpReply(request);
    }

    /**
     * An OFFER or ACK.
     *
     * @param ciaddr the client's own address: zero in an OFFER
     * @param yiaddr the address it gets
     * @param siaddr where its boot files are; zero when it has none
     * @param options in their final order; option 82 is added here
     */
    public DhcpPacket grant(Inet4Address ciaddr, Inet4Address yiaddr, Inet4Address siaddr, DhcpOptions options) {
        return grant(ciaddr, yiaddr, siaddr, "", options);
    }

    /** @param file name of the boot file, at most 127 characters; empty: none */
    public DhcpPacket grant(
            Inet4Address ciaddr, Inet4Address yiaddr, Inet4Address siaddr, String file, DhcpOptions options) {
        Bytes name = Bytes.ofAscii(file);
        return reply(
                request.flags(),
                ciaddr,
                yiaddr,
                siaddr,
                name.concat(Bytes.zero(DhcpPacket.FILE_LENGTH - name.length())),
                options);
    }

    /** A NAK. RFC 2131 section 4.3.2: a relay is told to broadcast it, for the client may have no usable address. */
    public DhcpPacket refuse(DhcpOptions options) {
        int flags = request.isRelayed() ? request.flags() | DhcpPacket.BROADCAST : request.flags();
        return reply(flags, NONE, NONE, NONE, Bytes.zero(DhcpPacket.FILE_LENGTH), options);
    }

    private DhcpPacket reply(
            int flags, Inet4Address ciaddr, Inet4Address yiaddr, Inet4Address siaddr, Bytes file, DhcpOptions options) {
        return new DhcpPacket(
                DhcpPacket.REPLY,
                request.htype(),
                request.hlen(),
                0,
                request.xid(),
                0,
                flags,
                ciaddr,
                yiaddr,
                siaddr,
                request.giaddr(),
                request.chaddr(),
                Bytes.zero(DhcpPacket.SNAME_LENGTH),
                file,
                withRelayInformation(options));
    }

    /** RFC 3046 section 2.1: option 82 is the last one. */
    private DhcpOptions withRelayInformation(DhcpOptions options) {
        return RelayInformation.of(request)
                .map(information -> options.with(OptionCode.RELAY_INFORMATION, information.raw()))
                .orElse(options);
    }
}
