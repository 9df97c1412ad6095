package dev.kindling.boots.dhcp;

import dev.kindling.boots.dhcp.packet.Bytes;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Writes and reads an IPv4 packet with one UDP datagram in it (RFC 791, RFC 768), for where the kernel cannot. */
final class Ipv4Datagram {

    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int UDP = 17;
    private static final int PROTOCOL = 9;
    private static final int SOURCE = 12;
    private static final int TTL = 64;
    private static final int VERSION_AND_WORDS = 0x45;
    private static final int DO_NOT_FRAGMENT = 0x4000;

    private Ipv4Datagram() {}

    static byte[] of(Inet4Address source, int sourcePort, Inet4Address target, int targetPort, byte[] payload) {
        int udpLength = UDP_HEADER + payload.length;
        ByteBuffer packet = ByteBuffer.allocate(IP_HEADER + udpLength);
        packet.put((byte) VERSION_AND_WORDS).put((byte) 0).putShort((short) (IP_HEADER + udpLength));
        packet.putShort((short) 0).putShort((short) DO_NOT_FRAGMENT);
        packet.put((byte) TTL).put((byte) UDP).putShort((short) 0);
        packet.put(source.getAddress()).put(target.getAddress());
        packet.putShort(10, checksum(packet.array(), 0, IP_HEADER, 0));
        packet.putShort((short) sourcePort).putShort((short) targetPort);
        packet.putShort((short) udpLength).putShort((short) 0);
        packet.put(payload);
        // The pseudo header: both addresses as they stand in the IP header, protocol and length.
        int addresses = sum(packet.array(), 12, 8);
        short udpChecksum = checksum(packet.array(), IP_HEADER, udpLength, addresses + UDP + udpLength);
        // RFC 768: zero means "none", so a sum of zero is sent as all ones.
        packet.putShort(IP_HEADER + 6, udpChecksum == 0 ? (short) 0xffff : udpChecksum);
        return packet.array();
    }

    /** What is in a packet. */
    record Opened(Inet4Address source, byte[] payload) {}

    /** Empty when it is no whole UDP datagram; checksums are not looked at, for a veth leaves them out. */
    static Optional<Opened> open(byte[] packet) {
        int header = packet.length == 0 ? 0 : (packet[0] & 0xf) * 4;
        if (header < IP_HEADER || packet.length < header + UDP_HEADER || packet[PROTOCOL] != UDP) {
            return Optional.empty();
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(packet).getShort(header + 4));
        if (length < UDP_HEADER || header + length > packet.length) {
            return Optional.empty();
        }
        Inet4Address source = Bytes.of(packet, SOURCE, 4).address();
        return Optional.of(new Opened(source, Arrays.copyOfRange(packet, header + UDP_HEADER, header + length)));
    }

    private static short checksum(byte[] bytes, int from, int length, int start) {
        int sum = start + sum(bytes, from, length);
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }

    private static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int at = 0; at < length; at++) {
            int value = bytes[from + at] & 0xff;
            sum += at % 2 == 0 ? value << 8 : value;
        }
        return sum;
    }
}
