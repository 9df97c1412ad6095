package dev.kindling.boots.dhcp.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one way from bytes to {@link DhcpPacket} and back. */
public final class DhcpCodec {

    /** RFC 951 section 3, RFC 1542 section 2.1: some receivers drop a shorter one. */
    static final int MINIMUM_LENGTH = 300;

    private static final int OPTIONS_OFFSET = 240;
    private static final long COOKIE = 0x63825363L;
    private static final int PAD = 0;
    private static final int END = 255;
    private static final int FILE_OFFSET = 108;
    private static final int SNAME_OFFSET = 44;

    /** Options that decide something and have one length; another one makes the packet malformed. */
    private static final Map<OptionCode, Integer> FIXED_LENGTH = Map.of(
            OptionCode.REQUESTED_ADDRESS, 4,
            OptionCode.LEASE_TIME, 4,
            OptionCode.MESSAGE_TYPE, 1,
            OptionCode.SERVER_ID, 4,
            OptionCode.MAXIMUM_SIZE, 2);

    private DhcpCodec() {}

    /**
     * Reads a datagram. Options in {@code file} and {@code sname} (option 52) join the others and the two fields are
     * given back as zero; repeated options are joined (RFC 3396); bytes after END are ignored, a missing END is not
     * minded.
     */
    public static DhcpPacket decode(byte[] datagram) throws MalformedPacketException {
        PacketReader reader = new PacketReader(datagram);
        if (datagram.length < OPTIONS_OFFSET) {
            throw new MalformedPacketException(
                    datagram.length, "a DHCP packet has at least " + OPTIONS_OFFSET + " bytes", datagram.length);
        }
        int op = reader.u8("op");
        int htype = reader.u8("htype");
        int hlen = reader.u8("hlen");
        if (hlen > DhcpPacket.CHADDR_LENGTH) {
            throw new MalformedPacketException(2, "hlen is at most " + DhcpPacket.CHADDR_LENGTH, hlen);
        }
        DhcpPacket head = new DhcpPacket(
                op,
                htype,
                hlen,
                reader.u8("hops"),
                reader.u32("xid"),
                reader.u16("secs"),
                reader.u16("flags"),
                reader.address("ciaddr"),
                reader.address("yiaddr"),
                reader.address("siaddr"),
                reader.address("giaddr"),
                reader.bytes(DhcpPacket.CHADDR_LENGTH, "chaddr"),
                reader.bytes(DhcpPacket.SNAME_LENGTH, "sname"),
                reader.bytes(DhcpPacket.FILE_LENGTH, "file"),
                DhcpOptions.NONE);
        long cookie = reader.u32("cookie");
        if (cookie != COOKIE) {
            throw new MalformedPacketException(
                    OPTIONS_OFFSET - 4, "the cookie is 63825363", String.format("%08x", cookie));
        }
        return withOptions(head, datagram, reader);
    }

    private static DhcpPacket withOptions(DhcpPacket head, byte[] datagram, PacketReader reader)
            throws MalformedPacketException {
        Map<Integer, Bytes> found = new LinkedHashMap<>();
        read(reader, found);
        Bytes overload = found.remove(OptionCode.OVERLOAD.number());
        int where = overload != null && overload.length() == 1 ? overload.u8(0) : 0;
        boolean inFile = where == 1 || where == 3;
        boolean inSname = where == 2 || where == 3;
        if (inFile) {
            read(new PacketReader(datagram, FILE_OFFSET, DhcpPacket.FILE_LENGTH), found);
        }
        if (inSname) {
            read(new PacketReader(datagram, SNAME_OFFSET, DhcpPacket.SNAME_LENGTH), found);
        }
        // RFC 2132 section 9.3 speaks of the options field only: an overload inside an overload means nothing.
        found.remove(OptionCode.OVERLOAD.number());
        checkLengths(found);
        List<DhcpOptions.Option> options = new ArrayList<>();
        found.forEach((code, value) -> options.add(new DhcpOptions.Option(code, value)));
        return new DhcpPacket(
                head.op(),
                head.htype(),
                head.hlen(),
                head.hops(),
                head.xid(),
                head.secs(),
                head.flags(),
                head.ciaddr(),
                head.yiaddr(),
                head.siaddr(),
                head.giaddr(),
                head.chaddr(),
                inSname ? Bytes.zero(DhcpPacket.SNAME_LENGTH) : head.sname(),
                inFile ? Bytes.zero(DhcpPacket.FILE_LENGTH) : head.file(),
                new DhcpOptions(options));
    }

    private static void read(PacketReader reader, Map<Integer, Bytes> found) throws MalformedPacketException {
        while (reader.remaining() > 0) {
            int code = reader.u8("option code");
            if (code == END) {
                return;
            }
            if (code != PAD) {
                int length = reader.u8("length of option " + code);
                found.merge(code, reader.bytes(length, "option " + code), Bytes::concat);
            }
        }
    }

    private static void checkLengths(Map<Integer, Bytes> found) throws MalformedPacketException {
        for (Map.Entry<OptionCode, Integer> rule : FIXED_LENGTH.entrySet()) {
            Bytes value = found.get(rule.getKey().number());
            if (value != null && value.length() != rule.getValue()) {
                throw new MalformedPacketException(
                        OPTIONS_OFFSET,
                        "option " + rule.getKey().number() + " has " + rule.getValue() + " bytes",
                        value.length() + " bytes");
            }
        }
    }

    /** Writes the options in their order, END, and zeros up to 300 bytes. */
    public static byte[] encode(DhcpPacket packet) {
        return encode(packet, Integer.MAX_VALUE);
    }

    /** Whether {@link #encode(DhcpPacket, int)} can write it. */
    public static boolean fits(DhcpPacket packet, int maximum) {
        return MessageLayout.of(packet, maximum).isPresent();
    }

    /**
     * The same in at most so many bytes; what has no room among the options goes to {@code file} and {@code sname}.
     *
     * @throws IllegalArgumentException when it does not fit
     */
    public static byte[] encode(DhcpPacket packet, int maximum) {
        MessageLayout layout = MessageLayout.of(packet, maximum)
                .orElseThrow(() -> new IllegalArgumentException("a message of "
                        + packet.options().encodedLength() + " bytes of options does not fit " + maximum));
        int length = OPTIONS_OFFSET + new DhcpOptions(layout.options()).encodedLength();
        ByteBuffer out = ByteBuffer.allocate(Math.max(length, MINIMUM_LENGTH));
        out.put((byte) packet.op())
                .put((byte) packet.htype())
                .put((byte) packet.hlen())
                .put((byte) packet.hops());
        out.putInt((int) packet.xid()).putShort((short) packet.secs()).putShort((short) packet.flags());
        out.put(packet.ciaddr().getAddress()).put(packet.yiaddr().getAddress());
        out.put(packet.siaddr().getAddress()).put(packet.giaddr().getAddress());
        out.put(packet.chaddr().toArray())
                .put(layout.sname().orElse(packet.sname()).toArray())
                .put(layout.file().orElse(packet.file()).toArray());
        out.putInt((int) COOKIE);
        for (DhcpOptions.Option option : layout.options()) {
            out.put(option.encoded().toArray());
        }
        out.put((byte) END);
        return out.array();
    }
}
