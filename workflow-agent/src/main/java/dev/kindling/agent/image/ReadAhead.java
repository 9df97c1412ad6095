package dev.kindling.agent.image;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;

/**
 * Reads and hashes an image in its own thread while another unpacks and writes it. A fixed number of buffers goes round
 * between the two, so the memory is bounded whichever side is slower.
 */
final class ReadAhead extends InputStream {

    private static final int BUFFERS = 8;
    private static final int SIZE = 64 << 10;

    /** @param length -1: no more; then {@code failure} says whether that is the end or why not */
    private record Filled(byte[] bytes, int length, Exception failure) {}

    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final ImageSource source;
    private final MessageDigest sha256;
    private final LongConsumer progress;
    private final Thread reader;
    private Filled current = new Filled(new byte[0], 0, null);
    private int position;

    ReadAhead(ImageSource source, MessageDigest sha256, LongConsumer progress) {
        this.source = source;
        this.sha256 = sha256;
        this.progress = progress;
        for (int n = 0; n < BUFFERS; n++) {
            empty.add(new byte[SIZE]);
        }
        this.reader = new Thread(this::readAll, "image-reader");
        this.reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    private void readAll() {
        long total = 0;
        try {
            while (true) {
                byte[] buffer = empty.take();
                int n = source.read(buffer);
                if (n < 0) {
                    filled.put(new Filled(buffer, -1, null));
                    return;
                }
                sha256.update(buffer, 0, n);
                total += n;
                progress.accept(total);
                filled.put(new Filled(buffer, n, null));
            }
        } catch (ActionFailure | IOException | InterruptedException | RuntimeException e) {
            // There is always room: at most BUFFERS are out, and the queue holds one more.
            filled.add(new Filled(new byte[0], -1, e));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (position == current.length()) {
            next();
        }
        if (current.length() < 0) {
            return end();
        }
        int n = Math.min(count, current.length() - position);
        System.arraycopy(current.bytes(), position, buffer, offset, n);
        position += n;
        return n;
    }

    private void next() throws IOException {
        try {
            if (current.bytes().length > 0) {
                empty.put(current.bytes());
            }
            current = filled.take();
            position = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the image");
        }
    }

    private int end() throws IOException {
        if (current.failure() != null) {
            throw new IOException(current.failure());
        }
        return -1;
    }

    /** Decompressors report a lost connection as a damaged image; this is what really happened, if anything did. */
    Exception failure() {
        return current.failure();
    }

    @Override
    public void close() {
        reader.interrupt();
        source.close();
    }
}
