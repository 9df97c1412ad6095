package dev.kindling.boots.dhcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's message, written byte by byte; anything may be wrong with it. */
final class Ask {

    static final int DISCOVER = 1;
    static final int REQUEST = 3;
    static final int DECLINE = 4;
    static final int RELEASE = 7;
    static final int INFORM = 8;

    private static final AtomicInteger XIDS = new AtomicInteger(0x4b000000);

    private final byte[] head = new byte[236];
    private final ByteArrayOutputStream options = new ByteArrayOutputStream();
    private boolean end = true;
    private long cookie = 0x63825363L;

    private Ask(String mac) {
        head[0] = 1;
        head[1] = 1;
        head[2] = 6;
        xid(XIDS.incrementAndGet());
        byte[] address = HexFormat.ofDelimiter(":").parseHex(mac);
        System.arraycopy(address, 0, head, 28, address.length);
    }

    static Ask of(int type, String mac) {
        return new Ask(mac).option(53, String.format("%02x", type));
    }

    static Ask untyped(String mac) {
        return new Ask(mac);
    }

    Ask field(int at, int value) {
        head[at] = (byte) value;
        return this;
    }

    Ask xid(long xid) {
        ByteBuffer.wrap(head).putInt(4, (int) xid);
        return this;
    }

    Ask secs(int secs) {
        ByteBuffer.wrap(head).putShort(8, (short) secs);
        return this;
    }

    Ask broadcast() {
        return field(10, 0x80);
    }

    Ask ciaddr(String address) {
        System.arraycopy(quad(address), 0, head, 12, 4);
        return this;
    }

    Ask giaddr(String address) {
        System.arraycopy(quad(address), 0, head, 24, 4);
        return this;
    }

    /** Bytes of {@code sname} (44) or {@code file} (108). */
    Ask at(int offset, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        System.arraycopy(bytes, 0, head, offset, bytes.length);
        return this;
    }

    Ask option(int code, String hex) {
        byte[] value = HexFormat.of().parseHex(hex);
        options.write(code);
        options.write(value.length);
        options.writeBytes(value);
        return this;
    }

    Ask text(int code, String value) {
        return option(code, HexFormat.of().formatHex(value.getBytes(StandardCharsets.US_ASCII)));
    }

    Ask address(int code, String value) {
        return option(code, HexFormat.of().formatHex(quad(value)));
    }

    Ask raw(String hex) {
        options.writeBytes(HexFormat.of().parseHex(hex));
        return this;
    }

    Ask withoutEnd() {
        end = false;
        return this;
    }

    Ask cookie(long other) {
        cookie = other;
        return this;
    }

    long xid() {
        return Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt(4));
    }

    byte[] chaddr() {
        byte[] address = new byte[16];
        System.arraycopy(head, 28, address, 0, 16);
        return address;
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(240 + options.size() + (end ? 1 : 0));
        out.put(head).putInt((int) cookie).put(options.toByteArray());
        if (end) {
            out.put((byte) 255);
        }
        return out.array();
    }

    static byte[] quad(String address) {
        byte[] bytes = new byte[4];
        String[] parts = address.split("\\.");
        for (int at = 0; at < 4; at++) {
            bytes[at] = (byte) Integer.parseInt(parts[at]);
        }
        return bytes;
    }
}
