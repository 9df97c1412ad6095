package dev.kindling.agent.container;

import dev.kindling.agent.runtime.ActionOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The output of a container without a terminal: frames of {@code STREAM 0 0 0 LENGTH(4, big-endian)} and bytes, in the order
 * in which the engine got them. A line may be as long as it likes: nothing here looks for its end.
 */
record Frames(InputStream in) {

    private static final int HEADER = 8;

    void copyTo(ActionOutput output) throws IOException {
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
                output.bytes(buffer, 0, read);
                left -= read;
            }
            n = in.readNBytes(header, 0, HEADER);
        }
        if (n > 0) {
            throw new EOFException("the engine ended the output in the head of a frame");
        }
    }
}
