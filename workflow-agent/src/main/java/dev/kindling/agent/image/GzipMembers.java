package dev.kindling.agent.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * All members of a gzip file (RFC 1952), as pigz, bgzip and {@code cat a.gz b.gz} make them. The JDK's stream looks for a further
 * member only where its source has bytes at hand, and takes a damaged one for the end: both would cut an image short silently.
 * Zeros behind the last member are padding; anything else there is an error.
 */
final class GzipMembers extends InputStream {

    private static final int SIZE = 64 << 10;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] raw = new byte[SIZE];
    private int position;
    private int limit;
    private boolean ended;

    GzipMembers(InputStream in) throws IOException {
        this.in = in;
        if (next() != 0x1f) {
            throw new IOException("this is no gzip file");
        }
        header();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        try {
            while (!ended && count > 0) {
                int n = inflater.inflate(buffer, offset, count);
                if (n > 0) {
                    crc.update(buffer, offset, n);
                    return n;
                }
                if (inflater.finished()) {
                    nextMember();
                } else if (inflater.needsDictionary()) {
                    throw new IOException("the gzip file is damaged: it asks for a dictionary");
                } else {
                    feed();
                }
            }
        } catch (DataFormatException e) {
            throw new IOException("the gzip file is damaged: " + e.getMessage(), e);
        }
        return count == 0 ? 0 : -1;
    }

    private void feed() throws IOException {
        if (!fill()) {
            throw new EOFException("the gzip file ends in its middle");
        }
        inflater.setInput(raw, position, limit - position);
        position = limit;
    }

    /** Whether there are bytes at the position. */
    private boolean fill() throws IOException {
        while (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(raw, 0, raw.length));
            if (limit == 0) {
                return false;
            }
        }
        return true;
    }

    private int next() throws IOException {
        if (!fill()) {
            throw new EOFException("the gzip file ends in its middle");
        }
        return raw[position++] & 0xff;
    }

    private long little(int bytes) throws IOException {
        long value = 0;
        for (int n = 0; n < bytes; n++) {
            value |= (long) next() << 8 * n;
        }
        return value;
    }

    private void nextMember() throws IOException {
        position = limit - inflater.getRemaining();
        boolean whole = little(4) == crc.getValue() & little(4) == (inflater.getBytesWritten() & 0xffff_ffffL);
        if (!whole) {
            throw new IOException("the gzip file is damaged: a checksum is wrong");
        }
        while (fill()) {
            int first = next();
            if (first == 0x1f) {
                header();
                inflater.reset();
                crc.reset();
                return;
            }
            if (first != 0) {
                throw new IOException("the gzip file is damaged: something else follows a member");
            }
        }
        ended = true;
    }

    /** From its second byte on (RFC 1952 section 2.3). */
    private void header() throws IOException {
        if (next() != 0x8b || next() != DEFLATE) {
            throw new IOException("the gzip file is damaged: the header of a member is none");
        }
        int flags = next();
        little(6);
        if ((flags & EXTRA) != 0) {
            for (long rest = little(2); rest > 0; rest--) {
                next();
            }
        }
        for (int flag : new int[] {NAME, COMMENT}) {
            while ((flags & flag) != 0 && next() != 0) {
                // A text up to its zero.
            }
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            little(2);
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
