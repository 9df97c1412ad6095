package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest datagrams of many machines as bytes in a few large pieces of memory, which are written in turn: to keep one
 * more costs no object. As objects they would live just long enough to be moved about by every collection of garbage,
 * and thousands of machines that ask at once would wait for those. Not thread-safe.
 */
final class DatagramLog {

    private static final int PIECES = 16;
    private static final int LARGEST_PIECE = 1 << 20;
    private static final int MAC_BYTES = 6;
    private static final int ADDRESS_BYTES = 4;

    /** Length of the payload kept, of the whole payload, time, direction, machine, link, both ends. */
    private static final int HEADER = 4 + 4 + 8 + 1 + 2 * MAC_BYTES + 2 * (ADDRESS_BYTES + 4);

    private final ByteBuffer[] pieces;
    private final int pieceBytes;
    /** Of the piece that is written; the one after it is the oldest. */
    private int newest;

    /** @param bytes of memory at most; it is taken as it is needed */
    DatagramLog(long bytes) {
        pieceBytes = (int) Math.min(bytes / PIECES, LARGEST_PIECE);
        pieces = new ByteBuffer[pieceBytes == 0 ? 0 : (int) (bytes / pieceBytes)];
    }

    /** One that is larger than a piece is not kept. */
    void add(MacAddress mac, Datagram datagram) {
        int size = HEADER + datagram.payload().length;
        if (size > pieceBytes) {
            return;
        }
        ByteBuffer piece = pieceFor(size);
        piece.putInt(datagram.payload().length).putInt(datagram.length()).putLong(datagram.at());
        piece.put((byte) (datagram.received() ? 1 : 0));
        piece.put(mac.bytes()).put(datagram.link().bytes());
        put(piece, datagram.near());
        put(piece, datagram.far());
        piece.put(datagram.payload());
    }

    private ByteBuffer pieceFor(int size) {
        if (pieces[newest] != null && pieces[newest].remaining() < size) {
            newest = (newest + 1) % pieces.length;
            if (pieces[newest] != null) {
                pieces[newest].clear();
            }
        }
        if (pieces[newest] == null) {
            pieces[newest] = ByteBuffer.allocate(pieceBytes);
        }
        return pieces[newest];
    }

    private static void put(ByteBuffer piece, InetSocketAddress end) {
        piece.put(end.getAddress().getAddress()).putInt(end.getPort());
    }

    /** Memory taken. */
    long bytes() {
        long bytes = 0;
        for (ByteBuffer piece : pieces) {
            bytes += piece == null ? 0 : pieceBytes;
        }
        return bytes;
    }

    /** What is there of the machine, oldest first. */
    List<Datagram> of(MacAddress mac) {
        List<Datagram> found = new ArrayList<>();
        for (int i = 1; i <= pieces.length; i++) {
            ByteBuffer piece = pieces[(newest + i) % pieces.length];
            if (piece != null) {
                collect(piece.duplicate().flip(), mac, found);
            }
        }
        return found;
    }

    private static void collect(ByteBuffer piece, MacAddress mac, List<Datagram> found) {
        byte[] wanted = mac.bytes();
        while (piece.hasRemaining()) {
            int kept = piece.getInt();
            int length = piece.getInt();
            long at = piece.getLong();
            boolean received = piece.get() == 1;
            boolean isWanted = piece.slice(piece.position(), MAC_BYTES).equals(ByteBuffer.wrap(wanted));
            piece.position(piece.position() + MAC_BYTES);
            if (isWanted) {
                MacAddress link = MacAddress.of(bytes(piece, MAC_BYTES));
                InetSocketAddress near = end(piece);
                InetSocketAddress far = end(piece);
                found.add(new Datagram(at, received, near, far, link, bytes(piece, kept), length));
            } else {
                piece.position(piece.position() + MAC_BYTES + 2 * (ADDRESS_BYTES + 4) + kept);
            }
        }
    }

    private static InetSocketAddress end(ByteBuffer piece) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes(piece, ADDRESS_BYTES)), piece.getInt());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of four bytes is always one", e);
        }
    }

    private static byte[] bytes(ByteBuffer piece, int count) {
        byte[] bytes = new byte[count];
        piece.get(bytes);
        return bytes;
    }
}
