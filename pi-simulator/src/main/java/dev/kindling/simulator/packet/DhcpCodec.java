package dev.kindling.simulator.packet;

import dev.kindling.contract.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Between {@link DhcpMessage} and its bytes. */
public final class DhcpCodec {

    private static final int COOKIE = 0x63825363;
    private static final int COOKIE_OFFSET = 236;
    private static final int OPTIONS_OFFSET = 240;
    private static final int ETHERNET = 1;
    private static final int MAC_LENGTH = 6;
    private static final int PAD = 0;
    private static final int END = 255;

    private DhcpCodec() {}

    /**
     * Writes a message.
     *
     * @param minimumLength zeros are added up to this many bytes; a Pi's boot loader adds none
     */
    public static byte[] encode(DhcpMessage message, int minimumLength) {
        int optionBytes =
                message.options().stream().mapToInt(o -> 2 + o.value().length()).sum();
        int length = OPTIONS_OFFSET + optionBytes + 1;
        ByteBuffer buffer = ByteBuffer.allocate(Math.max(length, minimumLength));
        buffer.put((byte) message.op())
                .put((byte) ETHERNET)
                .put((byte) MAC_LENGTH)
                .put((byte) message.hops());
        buffer.putInt(message.xid()).putShort((short) message.secs()).putShort((short) message.flags());
        buffer.putInt(message.ciaddr().bits()).putInt(message.yiaddr().bits());
        buffer.putInt(message.siaddr().bits()).putInt(message.giaddr().bits());
        buffer.put(message.chaddr().bytes());
        buffer.position(COOKIE_OFFSET).putInt(COOKIE);
        for (DhcpOption option : message.options()) {
            buffer.put((byte) option.code()).put((byte) option.value().length());
            buffer.put(option.value().array());
        }
        buffer.put((byte) END);
        return buffer.array();
    }

    /**
     * Reads a message.
     *
     * @throws MalformedPacketException saying what is wrong, for any bytes that are no DHCP message over Ethernet
     */
    public static DhcpMessage decode(byte[] bytes) throws MalformedPacketException {
        if (bytes.length < OPTIONS_OFFSET) {
            throw new MalformedPacketException("a DHCP message has at least 240 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt(COOKIE_OFFSET) != COOKIE) {
            throw new MalformedPacketException("the magic cookie is missing at 236");
        }
        if (bytes[1] != ETHERNET || bytes[2] != MAC_LENGTH) {
            throw new MalformedPacketException(
                    "htype " + bytes[1] + ", hlen " + (bytes[2] & 0xff) + " is not Ethernet");
        }
        byte[] mac = new byte[MAC_LENGTH];
        buffer.get(28, mac);
        return new DhcpMessage(
                bytes[0] & 0xff,
                bytes[3] & 0xff,
                buffer.getInt(4),
                buffer.getShort(8) & 0xffff,
                buffer.getShort(10) & 0xffff,
                new Ipv4(buffer.getInt(12)),
                new Ipv4(buffer.getInt(16)),
                new Ipv4(buffer.getInt(20)),
                new Ipv4(buffer.getInt(24)),
                MacAddress.of(mac),
                options(buffer.position(OPTIONS_OFFSET)));
    }

    private static List<DhcpOption> options(ByteBuffer buffer) throws MalformedPacketException {
        List<DhcpOption> options = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int at = buffer.position();
            int code = buffer.get() & 0xff;
            if (code == END) {
                break;
            }
            if (code != PAD) {
                options.add(new DhcpOption(code, value(buffer, code, at)));
            }
        }
        return options;
    }

    private static Bytes value(ByteBuffer buffer, int code, int at) throws MalformedPacketException {
        int length = buffer.hasRemaining() ? buffer.get() & 0xff : -1;
        if (length < 0 || length > buffer.remaining()) {
            throw new MalformedPacketException(
                    "option " + code + " at " + at + " claims " + length + " bytes, has " + buffer.remaining());
        }
        byte[] value = new byte[length];
        buffer.get(value);
        return new Bytes(value);
    }
}
