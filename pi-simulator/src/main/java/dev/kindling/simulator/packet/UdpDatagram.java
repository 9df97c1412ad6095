package dev.kindling.simulator.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A UDP datagram in an IPv4 packet without options, for those who have no address yet (RFC 791, RFC 768).
 *
 * @param source sender's address
 * @param sourcePort sender's port
 * @param destination receiver's address
 * @param destinationPort receiver's port
 * @param payload what it carries
 */
public record UdpDatagram(Ipv4 source, int sourcePort, Ipv4 destination, int destinationPort, Bytes payload) {

    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int UDP = 17;
    private static final int TTL = 64;
    private static final int FRAGMENT_BITS = 0x3fff;

    /**
     * The IPv4 packet.
     *
     * @param identification counts up from packet to packet
     */
    public byte[] encode(int identification) {
        int udpLength = UDP_HEADER + payload.length();
        ByteBuffer buffer = ByteBuffer.allocate(IP_HEADER + udpLength);
        buffer.put((byte) 0x45).put((byte) 0).putShort((short) (IP_HEADER + udpLength));
        buffer.putShort((short) identification).putShort((short) 0);
        buffer.put((byte) TTL).put((byte) UDP).putShort((short) 0);
        buffer.putInt(source.bits()).putInt(destination.bits());
        buffer.putShort(10, (short) ~sum(buffer.array(), 0, IP_HEADER, 0));
        buffer.putShort((short) sourcePort).putShort((short) destinationPort);
        buffer.putShort((short) udpLength).putShort((short) 0).put(payload.array());
        int checksum = ~sum(buffer.array(), IP_HEADER, IP_HEADER + udpLength, pseudoHeader(udpLength)) & 0xffff;
        // A checksum of 0 would mean "none" (RFC 768).
        buffer.putShort(IP_HEADER + 6, (short) (checksum == 0 ? 0xffff : checksum));
        return buffer.array();
    }

    /**
     * Reads an IPv4 packet; empty if it carries no whole UDP datagram or its header is damaged. The UDP checksum is not
     * looked at: between two namespaces of one host the kernel leaves it to network hardware that is not there.
     */
    public static Optional<UdpDatagram> decode(byte[] packet) {
        if (packet.length < IP_HEADER || packet[0] >>> 4 != 4) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        int header = (packet[0] & 0xf) * 4;
        int total = buffer.getShort(2) & 0xffff;
        boolean whole = header >= IP_HEADER
                && total <= packet.length
                && header + UDP_HEADER <= total
                && (buffer.getShort(6) & FRAGMENT_BITS) == 0;
        if (!whole || packet[9] != UDP || sum(packet, 0, header, 0) != 0xffff) {
            return Optional.empty();
        }
        int length = buffer.getShort(header + 4) & 0xffff;
        if (length < UDP_HEADER || header + length > total) {
            return Optional.empty();
        }
        return Optional.of(new UdpDatagram(
                new Ipv4(buffer.getInt(12)),
                buffer.getShort(header) & 0xffff,
                new Ipv4(buffer.getInt(16)),
                buffer.getShort(header + 2) & 0xffff,
                new Bytes(Arrays.copyOfRange(packet, header + UDP_HEADER, header + length))));
    }

    private int pseudoHeader(int udpLength) {
        return (source.bits() >>> 16)
                + (source.bits() & 0xffff)
                + (destination.bits() >>> 16)
                + (destination.bits() & 0xffff)
                + UDP
                + udpLength;
    }

    /** Ones' complement sum of 16-bit words (RFC 1071), an odd last byte counting as the high one. */
    private static int sum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i += 2) {
            int low = i + 1 < to ? bytes[i + 1] & 0xff : 0;
            sum += (bytes[i] & 0xff) << 8 | low;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
