package dev.kindling.boots.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One spool file. Records are numbered from 1 in the order of the file; a process only appends to files it made
 * itself, so a torn record can only be the last thing in a file. Not thread-safe, except {@link #force}.
 *
 * <pre>
 *  0        4        8             8+length
 *  +--------+--------+-------------+--------+----
 *  | length | CRC32C | record ...  | length | ...
 *  +--------+--------+-------------+--------+----
 * </pre>
 */
final class SpoolSegment implements Closeable {

    static final int HEADER = 8;

    /** Larger than any event; a length above it is a torn or foreign tail. */
    static final int MAXIMUM_RECORD = 64 * 1024;

    private final Path file;
    /** No FileChannel: interrupting a thread that records an event would close it for all. */
    private final RandomAccessFile data;

    private long size;
    /** Of the file, where it is known; a call of the kernel less for each record. */
    private long position = -1;

    private long count;
    private long acknowledged;
    private long cursorOffset;
    private long cursorSequence = 1;
    /** Lengths on disk of what was read last, from the cursor on. */
    private final List<Integer> lastRead = new ArrayList<>();

    private volatile boolean dirty;

    private SpoolSegment(Path file) throws IOException {
        this.file = file;
        this.data = new RandomAccessFile(file.toFile(), "rw");
    }

    static SpoolSegment create(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new SpoolSegment(file);
    }

    /** Opens what an earlier process left; everything from the first damaged record on is cut off. */
    static SpoolSegment recover(Path file) throws IOException {
        SpoolSegment segment = new SpoolSegment(file);
        long offset = 0;
        long count = 0;
        for (byte[] record = segment.read(offset); record != null; record = segment.read(offset)) {
            offset += HEADER + record.length;
            count++;
        }
        segment.data.setLength(offset);
        segment.size = offset;
        segment.count = count;
        return segment;
    }

    /** The name the server knows this file by. */
    String name() {
        String text = file.getFileName().toString();
        return text.substring(0, text.length() - EventSpool.SUFFIX.length());
    }

    long size() {
        return size;
    }

    long unacknowledged() {
        return count - acknowledged;
    }

    void append(byte[] record) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + record.length);
        buffer.putInt(record.length).putInt(checksum(record)).put(record);
        if (position != size) {
            data.seek(size);
        }
        // Not where it stands any more, should the disk be full.
        position = -1;
        data.write(buffer.array());
        size += buffer.capacity();
        position = size;
        count++;
        dirty = true;
    }

    /** The oldest records that are not acknowledged, read in one piece: who appends waits meanwhile. */
    List<byte[]> next(int maximumRecords, int maximumBytes) throws IOException {
        moveCursor();
        lastRead.clear();
        ByteBuffer chunk = chunk(Math.min(size - cursorOffset, Math.max(maximumBytes, HEADER + MAXIMUM_RECORD)));
        List<byte[]> records = new ArrayList<>();
        long bytes = 0;
        while (records.size() < maximumRecords && holdsRecord(chunk)) {
            int at = chunk.position();
            byte[] record = record(chunk);
            if (record == null) {
                throw new IOException("spool " + file + " changed on disk at byte " + (cursorOffset + at));
            }
            bytes += record.length;
            if (!records.isEmpty() && bytes > maximumBytes) {
                break;
            }
            records.add(record);
            lastRead.add(HEADER + record.length);
        }
        if (records.isEmpty() && cursorOffset < size) {
            throw new IOException("spool " + file + " changed on disk: the record at byte " + cursorOffset
                    + " claims more than the rest of the file");
        }
        return records;
    }

    private ByteBuffer chunk(long length) throws IOException {
        byte[] bytes = new byte[(int) length];
        position = -1;
        data.seek(cursorOffset);
        data.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Whether the next record is there to its end; a length that cannot be is for {@link #record} to find. */
    private static boolean holdsRecord(ByteBuffer chunk) {
        if (chunk.remaining() < HEADER) {
            return false;
        }
        int length = chunk.getInt(chunk.position());
        return length < 0 || length > MAXIMUM_RECORD || chunk.remaining() - HEADER >= length;
    }

    /** Null where it is damaged. */
    private static byte[] record(ByteBuffer chunk) {
        int length = chunk.getInt();
        int checksum = chunk.getInt();
        if (length < 0 || length > Math.min(MAXIMUM_RECORD, chunk.remaining())) {
            return null;
        }
        byte[] record = new byte[length];
        chunk.get(record);
        return checksum(record) == checksum ? record : null;
    }

    long nextSequence() {
        return acknowledged + 1;
    }

    void acknowledge(long sequence) {
        acknowledged = Math.clamp(sequence, acknowledged, count);
    }

    void force() throws IOException {
        if (dirty) {
            dirty = false;
            data.getFD().sync();
        }
    }

    void delete() throws IOException {
        data.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        data.close();
    }

    private void moveCursor() throws IOException {
        for (int length : lastRead) {
            if (cursorSequence <= acknowledged) {
                cursorOffset += length;
                cursorSequence++;
            }
        }
        lastRead.clear();
        while (cursorSequence <= acknowledged) {
            position = -1;
            data.seek(cursorOffset);
            cursorOffset += HEADER + data.readInt();
            cursorSequence++;
        }
    }

    /** The record at this offset; null where the file ends or is damaged. */
    private byte[] read(long offset) throws IOException {
        long left = data.length() - offset;
        if (left < HEADER) {
            return null;
        }
        position = -1;
        data.seek(offset);
        byte[] header = new byte[HEADER];
        data.readFully(header);
        int length = ByteBuffer.wrap(header).getInt();
        if (length < 0 || length > Math.min(MAXIMUM_RECORD, left - HEADER)) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.allocate(HEADER + length).put(header);
        data.readFully(whole.array(), HEADER, length);
        return record(whole.rewind());
    }

    /** Starts from the length, so that a stretch of zeros is no record. */
    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).flip());
        crc.update(record);
        return (int) crc.getValue();
    }
}
