package dev.kindling.boots.tftp.port;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in}.
 *
 * <pre>
 *  0        2        4           8       16
 * +--------+--------+-----------+-------+
 * | family |  port  |  address  | zeros |
 * +--------+--------+-----------+-------+
 * </pre>
 */
final class SocketName {

    static final int BYTES = 16;

    private static final short AF_INET = 2;
    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt ADDRESS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketName() {}

    static void put(MemorySegment target, Peer peer) {
        target.set(JAVA_SHORT, 0, AF_INET);
        target.set(PORT, 2, (short) peer.port());
        target.set(ADDRESS, 4, peer.address());
    }

    static Peer get(MemorySegment source) {
        return new Peer(source.get(ADDRESS, 4), Short.toUnsignedInt(source.get(PORT, 2)));
    }
}
