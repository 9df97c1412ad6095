package dev.kindling.boots.tftp.port;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A row of {@code struct mmsghdr}, each with one buffer, one address and room for control messages, as 64-bit Linux
 * lays them out.
 *
 * <pre>
 *  0      8          16    24         32        40              48      56       60
 * +------+----------+-----+----------+---------+---------------+-------+--------+---
 * | name | its size | iov | 1 buffer | control | its size      | flags | length |
 * +------+----------+-----+----------+---------+---------------+-------+--------+---
 * </pre>
 */
final class MessageHeaders {

    static final int CONTROL_BYTES = 24;

    private static final int BYTES = 64;
    private static final int VECTOR_BYTES = 16;

    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment names;
    private final MemorySegment controls;

    MessageHeaders(Arena arena, int count) {
        headers = arena.allocate((long) count * BYTES, 8);
        vectors = arena.allocate((long) count * VECTOR_BYTES, 8);
        names = arena.allocate((long) count * SocketName.BYTES, 8);
        controls = arena.allocate((long) count * CONTROL_BYTES, 8);
        for (int i = 0; i < count; i++) {
            headers.set(ADDRESS, at(i), name(i));
            headers.set(ADDRESS, at(i) + 16, vectors.asSlice((long) i * VECTOR_BYTES, VECTOR_BYTES));
            headers.set(JAVA_LONG, at(i) + 24, 1);
            headers.set(ADDRESS, at(i) + 32, control(i));
            headers.set(JAVA_INT, at(i) + 8, SocketName.BYTES);
        }
    }

    MemorySegment from(int index) {
        return index == 0 ? headers : headers.asSlice(at(index));
    }

    MemorySegment name(int index) {
        return names.asSlice((long) index * SocketName.BYTES, SocketName.BYTES);
    }

    MemorySegment control(int index) {
        return controls.asSlice((long) index * CONTROL_BYTES, CONTROL_BYTES);
    }

    void buffer(int index, long address, long length) {
        vectors.set(JAVA_LONG, (long) index * VECTOR_BYTES, address);
        vectors.set(JAVA_LONG, (long) index * VECTOR_BYTES + 8, length);
    }

    /** What the kernel overwrites when it receives. */
    void resetName(int index) {
        headers.set(JAVA_INT, at(index) + 8, SocketName.BYTES);
    }

    void controlLength(int index, int bytes) {
        headers.set(JAVA_LONG, at(index) + 40, bytes);
    }

    int received(int index) {
        return headers.get(JAVA_INT, at(index) + 56);
    }

    private static long at(int index) {
        return (long) index * BYTES;
    }
}
