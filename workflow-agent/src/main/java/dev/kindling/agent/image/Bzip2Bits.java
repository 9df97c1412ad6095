package dev.kindling.agent.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bits, the highest of a byte first. */
final class Bzip2Bits {

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;
    private long held;
    private int count;

    Bzip2Bits(InputStream in) {
        this.in = in;
    }

    /** @param n at most 24 */
    int bits(int n) throws IOException {
        while (count < n) {
            int next = nextByte();
            if (next < 0) {
                throw new EOFException("the bzip2 stream ends in its middle");
            }
            held = held << 8 | next;
            count += 8;
        }
        count -= n;
        return (int) (held >>> count) & (1 << n) - 1;
    }

    boolean bit() throws IOException {
        return bits(1) == 1;
    }

    /** After a stream, which ends at a byte; whether another follows at once. */
    boolean anotherStream() throws IOException {
        count -= count % 8;
        if (count > 0) {
            return true;
        }
        int next = nextByte();
        if (next < 0) {
            return false;
        }
        held = next;
        count = 8;
        // What follows and is no bzip2 belongs to nobody, as for bzip2 itself.
        return next == 'B';
    }

    private int nextByte() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }
}
