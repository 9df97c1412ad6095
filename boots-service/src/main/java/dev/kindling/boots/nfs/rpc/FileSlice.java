package dev.kindling.boots.nfs.rpc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Part of an open file that goes to a client as it is.
 *
 * @param release to be called once, when the file is no longer needed
 */
public record FileSlice(FileChannel file, long position, int length, Runnable release) {

    /** From the page cache to the socket, without a copy in this process. */
    void transferTo(WritableByteChannel target) throws IOException {
        long done = 0;
        while (done < length) {
            long sent = file.transferTo(position + done, length - done, target);
            if (sent <= 0) {
                throw shorter(done);
            }
            done += sent;
        }
    }

    /** Into a buffer, which is quicker where it is little. */
    void read(ByteBuffer target) throws IOException {
        int end = target.position() + length;
        ByteBuffer part = target.duplicate().limit(end);
        while (part.hasRemaining()) {
            if (file.read(part, position + length - part.remaining()) < 0) {
                throw shorter(length - part.remaining());
            }
        }
        target.position(end);
    }

    private EOFException shorter(long done) {
        return new EOFException("the file became shorter while it was read: " + done + " of " + length + " bytes from "
                + position + " on");
    }
}
