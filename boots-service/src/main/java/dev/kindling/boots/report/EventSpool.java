package dev.kindling.boots.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Events on disk that tink-server has not acknowledged yet. A record is in the page cache when {@link #append}
 * returns, so it survives the death of this process; {@link #force} makes it survive a power cut.
 *
 * <p>Each start writes a new file with a random name. Files are sent oldest first and deleted when all of their records
 * are acknowledged; the file being written is replaced when it has grown and everything in it is acknowledged.
 */
public final class EventSpool implements Closeable {

    static final String SUFFIX = ".spool";

    /** An acknowledged file above this size is given back to the disk. */
    private static final long SEGMENT_BYTES = 1024 * 1024;

    private final Path directory;
    private final long maximumBytes;
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private long nextNumber = 1;

    private EventSpool(Path directory, long maximumBytes) {
        this.directory = directory;
        this.maximumBytes = maximumBytes;
    }

    /**
     * What to send next.
     *
     * @param spool name of the file
     * @param firstSequence sequence of the first record; the others follow without gaps
     */
    public record Batch(String spool, long firstSequence, List<byte[]> records) {

        public long lastSequence() {
            return firstSequence + records.size() - 1;
        }
    }

    /** Opens the directory, making it if needed, with what earlier processes left in it. */
    public static EventSpool open(Path directory, long maximumBytes) throws IOException {
        Files.createDirectories(directory);
        EventSpool spool = new EventSpool(directory, maximumBytes);
        List<Path> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : left) {
            spool.recover(file);
        }
        spool.startSegment();
        return spool;
    }

    /**
     * Keeps one record; wakes who waits in {@link #awaitRecords}.
     *
     * @return false when the spool is full, and nothing was kept
     */
    public synchronized boolean append(byte[] record) throws IOException {
        if (record.length > SpoolSegment.MAXIMUM_RECORD || bytes() + record.length > maximumBytes) {
            return false;
        }
        if (segments.getLast().size() >= SEGMENT_BYTES) {
            startSegment();
        }
        segments.getLast().append(record);
        notifyAll();
        return true;
    }

    /** The oldest records that are not acknowledged, all of one file; empty when there are none. */
    public synchronized Optional<Batch> next(int maximumRecords, int maximumBytes) throws IOException {
        for (SpoolSegment segment : segments) {
            if (segment.unacknowledged() > 0) {
                return Optional.of(
                        new Batch(segment.name(), segment.nextSequence(), segment.next(maximumRecords, maximumBytes)));
            }
        }
        return Optional.empty();
    }

    /** Forgets everything of this file up to and including the sequence. */
    public synchronized void acknowledge(String spool, long sequence) throws IOException {
        for (SpoolSegment segment : segments) {
            if (segment.name().equals(spool)) {
                segment.acknowledge(sequence);
            }
        }
        while (segments.size() > 1 && segments.getFirst().unacknowledged() == 0) {
            segments.removeFirst().delete();
        }
        if (segments.getFirst().unacknowledged() == 0 && segments.getFirst().size() >= SEGMENT_BYTES) {
            startSegment();
            segments.removeFirst().delete();
        }
    }

    /** Waits until there is something to send, or for this long. */
    public synchronized void awaitRecords(long millis) throws InterruptedException {
        if (unacknowledged() == 0) {
            wait(millis);
        }
    }

    /** Records not acknowledged yet. */
    public synchronized long unacknowledged() {
        return segments.stream().mapToLong(SpoolSegment::unacknowledged).sum();
    }

    /** Bytes on disk. */
    public synchronized long bytes() {
        long bytes = 0;
        for (SpoolSegment segment : segments) {
            bytes += segment.size();
        }
        return bytes;
    }

    /** Makes everything appended so far survive a power cut. */
    public void force() throws IOException {
        List<SpoolSegment> all;
        synchronized (this) {
            all = List.copyOf(segments);
        }
        for (SpoolSegment segment : all) {
            force(segment);
        }
    }

    private void force(SpoolSegment segment) throws IOException {
        try {
            segment.force();
        } catch (SyncFailedException e) {
            // Acknowledged and deleted in between: there is nothing left to keep.
            synchronized (this) {
                if (segments.contains(segment)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (SpoolSegment segment : segments) {
            segment.force();
            segment.close();
        }
    }

    private void recover(Path file) throws IOException {
        SpoolSegment segment = SpoolSegment.recover(file);
        nextNumber = Math.max(nextNumber, number(segment.name()) + 1);
        if (segment.unacknowledged() == 0) {
            segment.delete();
        } else {
            segments.add(segment);
        }
    }

    /** Whoever appends must not wait for a disk: what is not synced of the file before is so with the next {@link #force}. */
    private void startSegment() throws IOException {
        // The number orders files, the random part makes the name one that never comes back.
        String name = "%010d-%s".formatted(nextNumber++, UUID.randomUUID());
        segments.add(SpoolSegment.create(directory.resolve(name + SUFFIX)));
    }

    private static long number(String name) {
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
