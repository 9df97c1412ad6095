package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;

/** Reads forward through a part of a datagram and never past its end. */
final class PacketReader {

    private final byte[] data;
    private final int end;
    private int at;

    PacketReader(byte[] data) {
        this(data, 0, data.length);
    }

    PacketReader(byte[] data, int from, int length) {
        this.data = data;
        this.at = from;
        this.end = from + length;
    }

    int offset() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    int u8(String what) throws MalformedPacketException {
        need(1, what);
        return data[at++] & 0xff;
    }

    int u16(String what) throws MalformedPacketException {
        need(2, what);
        return u8(what) << 8 | u8(what);
    }

    long u32(String what) throws MalformedPacketException {
        need(4, what);
        return (long) u16(what) << 16 | u16(what);
    }

    Inet4Address address(String what) throws MalformedPacketException {
        return bytes(4, what).address();
    }

    Bytes bytes(int length, String what) throws MalformedPacketException {
        need(length, what);
        Bytes bytes = Bytes.of(data, at, length);
        at += length;
        return bytes;
    }

    private void need(int length, String what) throws MalformedPacketException {
        if (remaining() < length) {
            throw new MalformedPacketException(at, what + " needs " + length + " bytes", remaining() + " left");
        }
    }
}
