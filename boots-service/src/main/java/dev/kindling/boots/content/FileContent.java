package dev.kindling.boots.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of one file as they were when it was opened. Close it when the last byte was read. */
public interface FileContent extends Closeable {

    /** In bytes. */
    long size();

    /**
     * Puts the bytes from the offset on into the target until that is full or the file ends.
     *
     * @throws IOException also when the file has become shorter than it was
     */
    void read(long offset, ByteBuffer target) throws IOException;

    /** @throws IOException when the bytes read until now may be of more than one version of the file */
    default void checkUnchanged() throws IOException {}

    @Override
    default void close() throws IOException {}

    /** Bytes that are in memory already, from its first one to its limit. */
    static FileContent of(ByteBuffer bytes) {
        return new FileContent() {
            @Override
            public long size() {
                return bytes.limit();
            }

            @Override
            public void read(long offset, ByteBuffer target) {
                int length = (int) Math.min(target.remaining(), bytes.limit() - offset);
                target.put(target.position(), bytes, (int) offset, length);
                target.position(target.position() + length);
            }
        };
    }

    /** Bytes that are in memory already. */
    static FileContent of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }
}
