package dev.kindling.boots.dhcp.packet;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * One DHCP message (RFC 2131 section 2).
 *
 * <pre>
 *  0  op      1 htype   2 hlen   3 hops    4..7 xid
 *  8  secs   10 flags                     12..15 ciaddr
 * 16 yiaddr  20 siaddr  24 giaddr         28..43 chaddr
 * 44 sname (64)  108 file (128)  236 cookie  240 options
 * </pre>
 *
 * @param op 1 request, 2 reply
 * @param htype 1 is Ethernet
 * @param hlen used bytes of chaddr, at most 16
 * @param xid unsigned 32 bits
 * @param secs seconds since the client began
 * @param flags 0x8000 is "broadcast"
 * @param chaddr 16 bytes
 * @param sname 64 bytes; zero when it held options
 * @param file 128 bytes; zero when it held options
 */
public record DhcpPacket(
        int op,
        int htype,
        int hlen,
        int hops,
        long xid,
        int secs,
        int flags,
        Inet4Address ciaddr,
        Inet4Address yiaddr,
        Inet4Address siaddr,
        Inet4Address giaddr,
        Bytes chaddr,
        Bytes sname,
        Bytes file,
        DhcpOptions options) {

    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    public static final int BROADCAST = 0x8000;
    static final int CHADDR_LENGTH = 16;
    static final int SNAME_LENGTH = 64;
    static final int FILE_LENGTH = 128;
    private static final int ETHERNET = 1;

    public DhcpPacket {
        if (hlen > CHADDR_LENGTH || chaddr.length() != CHADDR_LENGTH) {
            throw new IllegalArgumentException("hlen " + hlen + " with a chaddr of " + chaddr.length() + " bytes");
        }
        if (sname.length() != SNAME_LENGTH || file.length() != FILE_LENGTH) {
            throw new IllegalArgumentException("sname has " + sname.length() + " bytes, file " + file.length());
        }
    }

    /**
     * A client's DISCOVER over Ethernet with the broadcast flag.
     *
     * @param chaddr 16 bytes
     */
    public static DhcpPacket discover(long xid, Bytes chaddr, DhcpOptions options) {
        Inet4Address none = Bytes.zero(4).address();
        return new DhcpPacket(
                REQUEST,
                ETHERNET,
                6,
                0,
                xid,
                0,
                BROADCAST,
                none,
                none,
                none,
                none,
                chaddr,
                Bytes.zero(SNAME_LENGTH),
                Bytes.zero(FILE_LENGTH),
                options);
    }

    /** The Ethernet address of the client; empty on another medium. */
    public Optional<MacAddress> mac() {
        return htype == ETHERNET && hlen == 6
                ? Optional.of(MacAddress.of(chaddr.slice(0, 6).toArray()))
                : Optional.empty();
    }

    /** Empty when option 53 is missing or of an unknown value. */
    public Optional<MessageType> type() {
        return options.get(OptionCode.MESSAGE_TYPE).flatMap(value -> MessageType.of(value.u8(0)));
    }

    public boolean wantsBroadcast() {
        return (flags & BROADCAST) != 0;
    }

    /** The same, of a client that takes an answer to its own address. */
    public DhcpPacket withoutBroadcast() {
        return new DhcpPacket(
                op,
                htype,
                hlen,
                hops,
                xid,
                secs,
                flags & ~BROADCAST,
                ciaddr,
                yiaddr,
                siaddr,
                giaddr,
                chaddr,
                sname,
                file,
                options);
    }

    public boolean isRelayed() {
        return !giaddr.isAnyLocalAddress();
    }
}
