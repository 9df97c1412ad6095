package dev.kindling.agent.container;

import dev.kindling.agent.runtime.ActionOutput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The output of a container without a terminal: frames of {@code STREAM 0 0 0 LENGTH(4, big-endian)} and bytes, in the order
 * in which the engine got them. The engine cuts a long line into pieces of 16 KiB, and what the other stream says meanwhile may
 * come between two of them: it waits until the line has ended, so that both lines stay whole. A line may be as long as it likes.
 */
final class Frames {

    private static final int HEADER = 8;

    /** What the engine's log drivers cut a line into. */
    static final int PIECE = 16 << 10;

    /** So much of the other stream waits for the end of a line; then it tears the line. */
    static final int MOST_HELD = 64 << 10;

    private static final int NONE = -1;

    private final InputStream in;
    private final ActionOutput output;
    private final byte[] buffer = new byte[8192];
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    /** The stream whose line has no end yet. */
    private int open = NONE;
    /** The stream whose line has no end yet in what is held. */
    private int openInHeld = NONE;

    Frames(InputStream in, ActionOutput output) {
        this.in = in;
        this.output = output;
    }

    void copy() throws IOException {
        byte[] header = new byte[HEADER];
        try {
            int n = in.readNBytes(header, 0, HEADER);
            while (n == HEADER) {
                frame(header[0], ByteBuffer.wrap(header).getInt(4) & 0xffff_ffffL);
                n = in.readNBytes(header, 0, HEADER);
            }
            if (n > 0) {
                throw new EOFException("the engine ended the output in the head of a frame");
            }
        } finally {
            release();
        }
    }

    private void frame(int stream, long length) throws IOException {
        boolean waits = open != NONE && open != stream;
        boolean lineGoesOn = length == PIECE;
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException("the engine ended the output in the middle of a frame");
            }
            left -= n;
            if (waits) {
                held.write(buffer, 0, n);
            } else {
                output.bytes(buffer, 0, n);
            }
            // A bar that draws itself over and over is no line to wait for.
            lineGoesOn = lineGoesOn && !contains(n, '\r') && (left > 0 || buffer[n - 1] != '\n');
        }
        if (length > 0) {
            end(waits, lineGoesOn ? stream : NONE);
        }
    }

    private void end(boolean waits, int unfinished) {
        if (waits) {
            openInHeld = unfinished;
        } else {
            open = unfinished;
        }
        if (open == NONE || held.size() > MOST_HELD) {
            release();
        }
    }

    private void release() {
        byte[] bytes = held.toByteArray();
        held.reset();
        if (bytes.length > 0) {
            output.bytes(bytes, 0, bytes.length);
            open = openInHeld;
        }
    }

    private boolean contains(int length, char wanted) {
        for (int n = 0; n < length; n++) {
            if (buffer[n] == wanted) {
                return true;
            }
        }
        return false;
    }
}
