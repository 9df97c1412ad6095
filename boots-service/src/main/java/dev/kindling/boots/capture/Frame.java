package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.nio.ByteBuffer;

/**
 * A datagram with the headers a socket does not show: made up from its addresses, as a capture on the wire would have
 * them.
 *
 * <pre>
 *  Ethernet   destination (6)  source (6)  type 0800
 *  IPv4       45 00 length id=0 DF ttl=64 17 checksum source (4) destination (4)
 *  UDP        source port  destination port  length  checksum=0 (none, RFC 768)
 * </pre>
 */
final class Frame {

    static final int HEADERS = 14 + 20 + 8;

    private static final int IP_AT = 14;
    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final byte[] OWN_MAC = {0x02, 'K', 'i', 'n', 'd', 0};

    private Frame() {}

    /** Up to where the payload was kept. */
    static byte[] of(Datagram datagram) {
        ByteBuffer frame = ByteBuffer.allocate(HEADERS + datagram.payload().length);
        byte[] far = datagram.link().bytes();
        frame.put(datagram.received() ? ownAddress(datagram) : far);
        frame.put(datagram.received() ? far : OWN_MAC);
        frame.putShort((short) 0x0800);
        var source = datagram.received() ? datagram.far() : datagram.near();
        var target = datagram.received() ? datagram.near() : datagram.far();
        int length = UDP_HEADER + datagram.length();
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IP_HEADER + length));
        frame.putShort((short) 0).putShort((short) 0x4000).put((byte) 64).put((byte) 17);
        frame.putShort((short) 0);
        frame.put(source.getAddress().getAddress()).put(target.getAddress().getAddress());
        frame.putShort(IP_AT + 10, (short) checksum(frame));
        frame.putShort((short) source.getPort()).putShort((short) target.getPort());
        frame.putShort((short) length).putShort((short) 0);
        return frame.put(datagram.payload()).array();
    }

    private static byte[] ownAddress(Datagram datagram) {
        byte[] address = datagram.near().getAddress().getAddress();
        return address[0] == -1 && address[3] == -1 ? new MacAddress("ff:ff:ff:ff:ff:ff").bytes() : OWN_MAC;
    }

    /** RFC 1071, over the IPv4 header. */
    private static int checksum(ByteBuffer frame) {
        int sum = 0;
        for (int at = IP_AT; at < IP_AT + IP_HEADER; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~(sum + (sum >>> 16));
    }
}
