package dev.kindling.agent.container;

import dev.kindling.agent.runtime.ActionOutput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The output of a container without a terminal: frames of {@code STREAM 0 0 0 LENGTH(4, big-endian)} and bytes, in the order
 * in which the engine got them. The engine cuts a long line into frames of 16 KiB, and what the other stream says meanwhile may
 * come between two of them: it waits until the line has ended, so that both lines stay whole. A line may be as long as it likes.
 */
final class Frames {

    private static final int HEADER = 8;

    /** So much of the other stream waits for the end of a line; then it tears the line. */
    static final int MOST_HELD = 64 << 10;

    private static final int NONE = -1;

    private final InputStream in;
    private final ActionOutput output;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    /** The stream whose line has no end yet. */
    private int open = NONE;
    /** The stream of what is held; there are two. */
    private int holding = NONE;

    Frames(InputStream in, ActionOutput output) {
        this.in = in;
        this.output = output;
    }

    void copy() throws IOException {
        try {
            copyFrames();
        } finally {
            release();
        }
    }

    private void copyFrames() throws IOException {
        byte[] header = new byte[HEADER];
        byte[] buffer = new byte[8192];
        int n = in.readNBytes(header, 0, HEADER);
        while (n == HEADER) {
            long left =
                    (header[4] & 0xffL) << 24 | (header[5] & 0xff) << 16 | (header[6] & 0xff) << 8 | header[7] & 0xff;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the engine ended the output in the middle of a frame");
                }
                take(header[0], buffer, read);
                left -= read;
            }
            n = in.readNBytes(header, 0, HEADER);
        }
        if (n > 0) {
            throw new EOFException("the engine ended the output in the head of a frame");
        }
    }

    private void take(int stream, byte[] bytes, int length) {
        if (open != NONE && open != stream) {
            held.write(bytes, 0, length);
            holding = stream;
            if (held.size() > MOST_HELD) {
                release();
            }
            return;
        }
        output.bytes(bytes, 0, length);
        open = bytes[length - 1] == '\n' ? NONE : stream;
        if (open == NONE) {
            release();
        }
    }

    private void release() {
        byte[] bytes = held.toByteArray();
        held.reset();
        if (bytes.length > 0) {
            output.bytes(bytes, 0, bytes.length);
            open = bytes[bytes.length - 1] == '\n' ? NONE : holding;
        }
    }
}
