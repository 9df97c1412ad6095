package dev.kindling.boots.nfs.rpc;

import dev.kindling.boots.nfs.xdr.MalformedXdrException;
import dev.kindling.boots.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts a stream into records (RFC 5531 section 11): fragments, each behind a word with its length and, in the highest
 * bit, whether it is the last. Memory grows with what has come, never with what a length promises.
 */
final class RecordReader {

    /** A read-only server takes no data: handles, names and a credential fit many times. */
    static final int MAXIMUM_RECORD = 64 * 1024;

    private static final int MAXIMUM_FRAGMENTS = 64;
    private static final int FIRST_CAPACITY = 4 * 1024;
    private static final int MARK = Integer.BYTES;
    private static final int LENGTH_BITS = 0x7fff_ffff;

    private final ReadableByteChannel channel;
    private ByteBuffer received = ByteBuffer.allocate(FIRST_CAPACITY).flip();
    private final XdrWriter joined = new XdrWriter(0);
    private int fragments;

    RecordReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * The next record; valid until the next call.
     *
     * @return null at the end of the stream
     * @throws MalformedXdrException when it is larger than we take; the stream is of no use any more
     */
    ByteBuffer next() throws IOException, MalformedXdrException {
        joined.clear();
        fragments = 0;
        while (true) {
            ByteBuffer fragment = fragment();
            if (fragment == null) {
                if (!fill()) {
                    return null;
                }
                continue;
            }
            boolean last = received.getInt(received.position()) < 0;
            received.position(received.position() + MARK + fragment.remaining());
            if (last && fragments == 0) {
                return fragment;
            }
            join(fragment);
            if (last) {
                return joined.toSend();
            }
        }
    }

    /** Whether the next record has come already: then it is worth waiting with the reply to this one. */
    boolean hasNext() {
        if (received.remaining() < MARK) {
            return false;
        }
        int mark = received.getInt(received.position());
        return mark < 0 && received.remaining() >= MARK + (mark & LENGTH_BITS);
    }

    private ByteBuffer fragment() throws MalformedXdrException {
        if (received.remaining() < MARK) {
            return null;
        }
        int length = received.getInt(received.position()) & LENGTH_BITS;
        if (length > MAXIMUM_RECORD - joined.size()) {
            throw new MalformedXdrException("a record of more than " + MAXIMUM_RECORD + " bytes");
        }
        return received.remaining() < MARK + length ? null : received.slice(received.position() + MARK, length);
    }

    private void join(ByteBuffer fragment) throws MalformedXdrException {
        fragments++;
        if (fragments > MAXIMUM_FRAGMENTS) {
            throw new MalformedXdrException("a record of more than " + MAXIMUM_FRAGMENTS + " fragments");
        }
        joined.room(fragment.remaining()).put(fragment);
    }

    private boolean fill() throws IOException {
        if (received.remaining() == received.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.min(received.capacity() * 2, MARK + MAXIMUM_RECORD));
            received = larger.put(received).flip();
        }
        received.compact();
        int count = channel.read(received);
        received.flip();
        return count >= 0;
    }
}
