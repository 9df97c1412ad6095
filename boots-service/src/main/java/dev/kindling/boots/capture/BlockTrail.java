package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The last blocks and acknowledgements of a machine's transfers. A boot is twenty thousand of them, so one costs no
 * object; and only their headers are kept, so that no content does, {@code cmdline.txt} with its nonce least of all.
 */
public final class BlockTrail {

    static final int KEPT = 128;
    static final int BYTES = KEPT * (3 * Long.BYTES + Integer.BYTES);

    /** Of a trail that keeps nothing. */
    static final BlockTrail NONE = new BlockTrail(0);

    private static final int HEADER = 4;
    private static final short DATA = 3;
    private static final short ACKNOWLEDGEMENT = 4;
    private static final int RECEIVED = 1 << 31;

    private final long[] times;
    private final int[] servers;
    private final long[] peers;
    private final long[] packets;
    private long count;

    private BlockTrail(int size) {
        times = new long[size];
        servers = new int[size];
        peers = new long[size];
        packets = new long[size];
    }

    static BlockTrail ofUsualSize() {
        return new BlockTrail(KEPT);
    }

    /**
     * Adds one that was sent.
     *
     * @param server the address it was sent from, first byte highest
     * @param peer the client's address in the upper half, its port and then the server's in the lower
     * @param block as on the wire
     * @param length bytes of data
     */
    public void sent(long at, int server, long peer, int block, int length) {
        add(at, server, peer, (long) length << 32 | block & 0xffff);
    }

    public void acknowledged(long at, int server, long peer, int block) {
        add(at, server, peer, Integer.toUnsignedLong(RECEIVED) | block & 0xffff);
    }

    private synchronized void add(long at, int server, long peer, long packet) {
        if (times.length > 0) {
            int index = (int) (count++ % times.length);
            times[index] = at;
            servers[index] = server;
            peers[index] = peer;
            packets[index] = packet;
        }
    }

    public static long peer(int address, int clientPort, int serverPort) {
        return (long) address << 32 | (long) clientPort << 16 | serverPort;
    }

    /** Oldest first, as datagrams between this server and a machine with this MAC address. */
    synchronized List<Datagram> all(MacAddress mac) {
        List<Datagram> found = new ArrayList<>();
        for (long each = Math.max(0, count - times.length); each < count; each++) {
            int index = (int) (each % times.length);
            boolean received = (packets[index] & Integer.toUnsignedLong(RECEIVED)) != 0;
            ByteBuffer header = ByteBuffer.allocate(HEADER)
                    .putShort(received ? ACKNOWLEDGEMENT : DATA)
                    .putShort((short) packets[index]);
            InetSocketAddress near = new InetSocketAddress(address(servers[index]), (int) (peers[index] & 0xffff));
            InetSocketAddress far =
                    new InetSocketAddress(address((int) (peers[index] >>> 32)), (int) (peers[index] >>> 16) & 0xffff);
            int length = HEADER + (int) (packets[index] >>> 32);
            found.add(new Datagram(times[index], received, near, far, mac, header.array(), length));
        }
        return found;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
