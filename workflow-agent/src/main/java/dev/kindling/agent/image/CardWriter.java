package dev.kindling.agent.image;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes a stream of bytes to a disk in blocks. A block of zeros over what reads as zeros already is passed over: a card reads
 * faster than it writes and wears out by writing, and the holes of a file stay holes. Where a disk turns out to hold something
 * else, the next mebibytes are written without a look.
 *
 * <p>Only where an earlier attempt may have written this very image, what the disk holds of it is compared first and passed over, up
 * to the first difference: the node may have vanished after the last byte and before it could say so.
 */
final class CardWriter implements Closeable {

    /** A multiple of the erase size of common cards would be 4 MiB; this one leaves memory for sixteen boards. */
    static final int BLOCK = 256 << 10;

    private static final int FINE = 64 << 10;

    /** A disk that is in use holds no zeros for long stretches, and reading them all would cost more than it saves. */
    private static final long LOOK_AGAIN_AFTER = 16 << 20;

    private final Region region;
    private final FileChannel channel;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    private final byte[] bytes = new byte[FINE];
    private final byte[] existing = new byte[FINE];
    private final byte[] zeros = new byte[FINE];
    private long position;
    private long held;
    private long holes;
    private long lookFrom;
    private boolean comparing;

    /** @param comparing whether an earlier attempt may have written the same */
    CardWriter(Region region, boolean comparing) throws IOException {
        this.region = region;
        this.comparing = comparing;
        this.channel = FileChannel.open(region.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Bytes of the image so far. */
    long position() {
        return position;
    }

    /** Bytes from the beginning on that the disk held already. */
    long held() {
        return held;
    }

    /** Bytes of zeros that were not written, since the disk held zeros there. */
    long holes() {
        return holes;
    }

    /** Copies all of a stream and makes it durable. */
    void copy(InputStream image) throws ActionFailure, IOException {
        int n = image.readNBytes(bytes, 0, FINE);
        while (n > 0) {
            write(n);
            n = image.readNBytes(bytes, 0, FINE);
        }
        flush();
        channel.force(true);
    }

    private void write(int n) throws ActionFailure, IOException {
        if (position + n > region.size()) {
            throw new ActionFailure("the image is larger than " + region.name() + ", which has "
                    + Region.mebibytes(region.size()) + "; use a larger disk or a smaller image");
        }
        if (isHeld(n) || isHole(n)) {
            flush();
        } else {
            block.put(bytes, 0, n);
        }
        position += n;
        if (!block.hasRemaining() || block.remaining() < FINE) {
            flush();
        }
    }

    private boolean isHeld(int n) throws IOException {
        comparing = comparing && isOnDisk(n);
        held += comparing ? n : 0;
        return comparing;
    }

    private boolean isHole(int n) throws IOException {
        if (position < lookFrom || !Arrays.equals(bytes, 0, n, zeros, 0, n)) {
            return false;
        }
        if (!isOnDisk(n)) {
            lookFrom = position + LOOK_AGAIN_AFTER;
            return false;
        }
        holes += n;
        return true;
    }

    /** What cannot be read may be written yet: a card puts another sector in its place. */
    private boolean isOnDisk(int n) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(existing, 0, n);
        long from = region.offset() + position;
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, from + buffer.position()) < 0) {
                    return false;
                }
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
        return Arrays.equals(existing, 0, n, bytes, 0, n);
    }

    private void flush() throws IOException {
        block.flip();
        long start = region.offset() + position - block.limit();
        while (block.hasRemaining()) {
            channel.write(block, start + block.position());
        }
        block.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
