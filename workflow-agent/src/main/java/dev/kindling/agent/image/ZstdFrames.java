package dev.kindling.agent.image;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frames of a zstd file (RFC 8878 section 3.1), as they are but for skippable ones, which pzstd writes before each frame and the
 * decompressor does not know. It keeps 8 MiB of what it has unpacked; a file that was packed with a larger window is refused by name.
 */
final class ZstdFrames extends InputStream {

    private static final long MOST_WINDOW = 8 << 20;
    /** A frame without a window is kept as a whole. */
    private static final long MOST_CONTENT = 64 << 20;

    private static final int MAGIC = 0xfd2fb528;
    private static final int SKIPPABLE = 0x184d2a50;
    private static final int[] DICTIONARY_LENGTH = {0, 1, 2, 4};

    /** What comes next. */
    private enum Part {
        FRAME,
        BLOCK,
        CHECKSUM
    }

    /** Told apart so that it can be said before anything is written. */
    private static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1;

        TooLarge(long bytes) {
            super("the file was packed with a zstd window of " + (bytes >> 20) + " MiB, and the agent keeps "
                    + (MOST_WINDOW >> 20) + " MiB; pack it again without --long and --ultra");
        }
    }

    private final InputStream in;
    private ByteBuffer head = ByteBuffer.allocate(0);
    private long left;
    private Part next = Part.FRAME;
    private boolean checksum;
    private long contentSize;

    private ZstdFrames(InputStream in) {
        this.in = in;
    }

    /** Reads up to the end of the first frame's header. */
    static ZstdFrames open(InputStream in) throws ActionFailure, IOException {
        ZstdFrames frames = new ZstdFrames(in);
        try {
            while (!frames.head.hasRemaining() && frames.advance()) {
                // A skippable frame.
            }
        } catch (TooLarge e) {
            throw new ActionFailure(e.getMessage());
        }
        return frames;
    }

    static boolean isSkippable(byte[] magic) {
        return magic.length >= 4 && (little(magic).getInt(0) & 0xffff_fff0) == SKIPPABLE;
    }

    /**
     * Bytes of the present frame's content; a file of several frames has more.
     *
     * @return 0 when the header does not say
     */
    long contentSize() {
        return contentSize;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        while (count > 0) {
            if (head.hasRemaining()) {
                int n = Math.min(count, head.remaining());
                head.get(buffer, offset, n);
                return n;
            }
            if (left > 0) {
                int n = in.read(buffer, offset, (int) Math.min(count, left));
                if (n < 0) {
                    throw cut();
                }
                left -= n;
                return n;
            }
            if (!advance()) {
                return -1;
            }
        }
        return 0;
    }

    /** False at the end. */
    private boolean advance() throws IOException {
        switch (next) {
            case FRAME -> {
                return frame();
            }
            case BLOCK -> {
                byte[] bytes = must(3);
                int header = bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16;
                boolean repeated = (header >> 1 & 3) == 1;
                left = repeated ? 1 : header >> 3;
                head = ByteBuffer.wrap(bytes);
                boolean last = (header & 1) != 0;
                next = !last ? Part.BLOCK : checksum ? Part.CHECKSUM : Part.FRAME;
            }
            case CHECKSUM -> {
                left = 4;
                next = Part.FRAME;
            }
        }
        return true;
    }

    private boolean frame() throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length == 0) {
            return false;
        }
        if (isSkippable(magic)) {
            in.skipNBytes(little(must(4)).getInt(0) & 0xffff_ffffL);
            return true;
        }
        if (magic.length < 4 || little(magic).getInt(0) != MAGIC) {
            throw new IOException("the zstd file is damaged: what follows a frame is none");
        }
        int descriptor = must(1)[0] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        int sizeLength = descriptor >> 6 == 0 ? single ? 1 : 0 : 1 << (descriptor >> 6);
        int before = (single ? 0 : 1) + DICTIONARY_LENGTH[descriptor & 3];
        byte[] rest = must(before + sizeLength);
        contentSize = contentSize(little(rest), before, sizeLength);
        long window = single ? contentSize : window(rest[0] & 0xff);
        if (window > (single ? MOST_CONTENT : MOST_WINDOW) || window < 0) {
            throw new TooLarge(window);
        }
        checksum = (descriptor & 4) != 0;
        head = ByteBuffer.allocate(5 + rest.length);
        head.put(magic).put((byte) descriptor).put(rest).flip();
        next = Part.BLOCK;
        return true;
    }

    private static long contentSize(ByteBuffer header, int at, int length) {
        return switch (length) {
            case 1 -> header.get(at) & 0xff;
            case 2 -> (header.getShort(at) & 0xffff) + 256;
            case 4 -> header.getInt(at) & 0xffff_ffffL;
            case 8 -> Math.max(0, header.getLong(at));
            default -> 0;
        };
    }

    /** RFC 8878 section 3.1.1.1.2. */
    private static long window(int descriptor) {
        long base = 1L << 10 + (descriptor >> 3);
        return base + base / 8 * (descriptor & 7);
    }

    private byte[] must(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw cut();
        }
        return bytes;
    }

    private static EOFException cut() {
        return new EOFException("the zstd file ends in its middle");
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
