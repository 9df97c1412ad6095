package dev.kindling.agent.image;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads in its own thread what another takes. A fixed number of buffers goes round between the two, so the memory is bounded
 * whichever side is slower.
 */
final class ReadAhead extends InputStream {

    private static final int BUFFERS = 4;
    private static final int SIZE = 256 << 10;
    private static final byte[] NOTHING = {};

    /** @param length -1: no more; then {@code failure} says whether that is the end or why not */
    private record Filled(byte[] bytes, int length, Throwable failure) {}

    /** What is read from, in the reader's thread. */
    @FunctionalInterface
    interface Source {
        /** Reads at most a buffer; -1 at the end. */
        int read(byte[] buffer) throws ActionFailure, IOException, InterruptedException;
    }

    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final Source source;
    private final Thread reader;
    private Filled current = new Filled(NOTHING, 0, null);
    private int position;

    /** @param name of the thread */
    ReadAhead(String name, Source source) {
        this.source = source;
        for (int n = 0; n < BUFFERS; n++) {
            empty.add(new byte[SIZE]);
        }
        this.reader = new Thread(this::readAll, name);
        this.reader.setDaemon(true);
    }

    void start() {
        reader.start();
    }

    private void readAll() {
        try {
            while (true) {
                byte[] buffer = empty.take();
                int n = source.read(buffer);
                if (n < 0) {
                    filled.put(new Filled(buffer, -1, null));
                    return;
                }
                filled.put(new Filled(buffer, n, null));
            }
        } catch (ActionFailure | IOException | InterruptedException | RuntimeException | Error e) {
            // Whoever takes must hear of it, were it a lack of memory.
            // There is always room: at most BUFFERS are out, and the queue holds one more.
            filled.add(new Filled(NOTHING, -1, e));
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
        Throwable failure = current.failure();
        if (failure == null) {
            return -1;
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        throw new IOException(failure);
    }

    /** Decompressors report a lost connection as a damaged image; this is what really happened, if anything did. */
    Throwable failure() {
        return current.failure();
    }

    /** Ends the reader where it waits for its buffers; whatever else it waits for must be closed, too. */
    @Override
    public void close() {
        reader.interrupt();
    }
}
