package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Some bytes as a value: copied on the way in and out, equal by content, hex as text. */
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    public static Bytes of(byte[] source, int from, int length) {
        return new Bytes(Arrays.copyOfRange(source, from, from + length));
    }

    /** From hex digits without separators. */
    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public static Bytes ofAscii(String text) {
        return new Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static Bytes ofAddress(Inet4Address address) {
        return new Bytes(address.getAddress());
    }

    public static Bytes ofU8(int value) {
        return new Bytes(new byte[] {(byte) value});
    }

    public static Bytes ofU32(long value) {
        return new Bytes(new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }

    /** So many zero bytes. */
    public static Bytes zero(int length) {
        return new Bytes(new byte[length]);
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    public boolean isZero() {
        for (byte one : content) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    /** Unsigned. */
    public int u8(int at) {
        return content[at] & 0xff;
    }

    /** Unsigned, network byte order. */
    public int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Unsigned, network byte order. */
    public long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    /** Unsigned, least significant byte first. */
    public long u32LittleEndian(int at) {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) u32(at)));
    }

    public Bytes slice(int from, int length) {
        return of(content, from, length);
    }

    public Bytes concat(Bytes more) {
        byte[] both = Arrays.copyOf(content, content.length + more.content.length);
        System.arraycopy(more.content, 0, both, content.length, more.content.length);
        return new Bytes(both);
    }

    /** Each byte one character; trailing NULs, which some clients add, are no part of the text. */
    public String ascii() {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        return new String(content, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** Four bytes as an address. */
    public Inet4Address address() {
        try {
            return (Inet4Address) Inet4Address.getByAddress(content);
        } catch (UnknownHostException | ClassCastException e) {
            throw new IllegalStateException("an IPv4 address has 4 bytes, not " + content.length, e);
        }
    }

    public byte[] toArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
