package dev.kindling.boots.nfs.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Handles as bytes. A keyed tag at the end keeps a client from making one up: what it holds it got from us, for a file it
 * found from the root on.
 *
 * <pre>
 * 0        4        12       20       28       36
 * | "KND1" |  tree  | inode  | birth  |  tag   |
 * </pre>
 */
final class HandleCodec {

    static final int BYTES = 36;

    private static final int MAGIC = 0x4b4e4431;
    private static final int TAGGED = BYTES - Long.BYTES;

    private final SipHash tags;

    HandleCodec(SipHash tags) {
        this.tags = tags;
    }

    byte[] encode(FileHandle handle) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .putLong(handle.tree())
                .putLong(handle.inode())
                .putLong(handle.birth());
        bytes.putLong(tags.of(Arrays.copyOf(bytes.array(), TAGGED)));
        return bytes.array();
    }

    /** @throws NfsException BAD_HANDLE when it is not one of ours */
    FileHandle decode(byte[] handle) throws NfsException {
        if (handle.length != BYTES) {
            throw new NfsException(NfsStatus.BAD_HANDLE);
        }
        ByteBuffer bytes = ByteBuffer.wrap(handle);
        int magic = bytes.getInt();
        FileHandle decoded = new FileHandle(bytes.getLong(), bytes.getLong(), bytes.getLong());
        if (magic != MAGIC || bytes.getLong() != tags.of(Arrays.copyOf(handle, TAGGED))) {
            throw new NfsException(NfsStatus.BAD_HANDLE);
        }
        return decoded;
    }
}
