package dev.kindling.agent.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacks bzip2, also several streams one after the other. A block is: its magic, its checksum, Huffman tables, symbols of
 * run lengths and move-to-front ranks of the Burrows-Wheeler transform of run-length coded bytes.
 */
final class Bzip2InputStream extends InputStream {

    private static final long BLOCK_MAGIC = 0x314159265359L;
    private static final long END_MAGIC = 0x177245385090L;
    private static final int[] CRC = crcTable();

    private final Bzip2Bits in;
    private Bzip2Block block;
    private int blockSize;
    private int combinedCrc;

    private int crc;
    private int last = -1;
    private int run;
    private int repeat;
    private boolean ended;

    Bzip2InputStream(InputStream in) throws IOException {
        this.in = new Bzip2Bits(in);
        streamHeader();
        nextBlock();
    }

    private void streamHeader() throws IOException {
        if (in.bits(16) != 0x425a || in.bits(8) != 'h') {
            throw new IOException("the bzip2 header is damaged");
        }
        blockSize = (in.bits(8) - '0') * 100_000;
        if (blockSize < 100_000 || blockSize > 900_000) {
            throw new IOException("the bzip2 header is damaged");
        }
        combinedCrc = 0;
    }

    private void nextBlock() throws IOException {
        long magic = (long) in.bits(24) << 24 | in.bits(24);
        int expected = in.bits(16) << 16 | in.bits(16);
        while (magic == END_MAGIC) {
            if (expected != combinedCrc) {
                throw new IOException("the bzip2 stream is damaged: its checksum is wrong");
            }
            if (!in.anotherStream()) {
                ended = true;
                return;
            }
            streamHeader();
            magic = (long) in.bits(24) << 24 | in.bits(24);
            expected = in.bits(16) << 16 | in.bits(16);
        }
        if (magic != BLOCK_MAGIC) {
            throw new IOException("the bzip2 stream is damaged: no block where one should be");
        }
        block = Bzip2Block.read(in, blockSize, expected);
        crc = -1;
        last = -1;
        run = 0;
    }

    private void endBlock() throws IOException {
        if (~crc != block.crc()) {
            throw new IOException("a bzip2 block is damaged: its checksum is wrong");
        }
        combinedCrc = (combinedCrc << 1 | combinedCrc >>> 31) ^ block.crc();
        nextBlock();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int n = 0;
        while (n < count && !ended) {
            int next = nextByte();
            if (next < 0) {
                endBlock();
            } else {
                crc = crc << 8 ^ CRC[crc >>> 24 ^ next];
                buffer[offset + n++] = (byte) next;
            }
        }
        return n == 0 && count > 0 ? -1 : n;
    }

    /** After four equal bytes comes the number of those that follow; -1 at the block's end. */
    private int nextByte() throws IOException {
        if (repeat > 0) {
            repeat--;
            return last;
        }
        if (!block.hasNext()) {
            return -1;
        }
        int next = block.next();
        if (run == 4) {
            run = 0;
            repeat = next;
            int equal = last;
            if (repeat > 0) {
                repeat--;
                return equal;
            }
            return nextByte();
        }
        run = next == last ? run + 1 : 1;
        last = next;
        return next;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int n = 0; n < 256; n++) {
            int value = n << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = value < 0 ? value << 1 ^ 0x04c11db7 : value << 1;
            }
            table[n] = value;
        }
        return table;
    }
}
