package dev.kindling.boots.nfs.tree;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.kindling.boots.nfs.tree.FileAttributes.Extent;
import dev.kindling.boots.nfs.tree.FileAttributes.Owner;
import dev.kindling.boots.nfs.tree.FileAttributes.Place;
import dev.kindling.boots.nfs.tree.FileAttributes.Special;
import dev.kindling.boots.nfs.tree.FileAttributes.Times;
import java.lang.foreign.MemorySegment;

/** {@code struct statx} of the kernel: the same on every architecture. */
final class Statx {

    static final int BYTES = 256;

    /** STATX_BASIC_STATS and STATX_BTIME. */
    static final int WANTED = 0xfff;

    private static final int BIRTH = 0x800;
    private static final int PERMISSIONS = 0xfff;
    private static final int SECTOR = 512;
    private static final long NANOS = 1_000_000_000;

    private Statx() {}

    static FileAttributes attributes(MemorySegment s) {
        int mode = Short.toUnsignedInt(s.get(JAVA_SHORT, 28));
        long changed = time(s, 96);
        boolean knowsBirth = (s.get(JAVA_INT, 0) & BIRTH) != 0;
        long device = (long) s.get(JAVA_INT, 136) << Integer.SIZE | s.get(JAVA_INT, 140);
        return new FileAttributes(
                FileType.ofMode(mode),
                new Place(device, s.get(JAVA_LONG, 32), knowsBirth ? time(s, 80) : changed),
                new Owner(mode & PERMISSIONS, s.get(JAVA_INT, 20), s.get(JAVA_INT, 24)),
                new Extent(s.get(JAVA_INT, 16), s.get(JAVA_LONG, 40), s.get(JAVA_LONG, 48) * SECTOR),
                new Times(time(s, 64), time(s, 112), changed),
                new Special(s.get(JAVA_INT, 128), s.get(JAVA_INT, 132)));
    }

    private static long time(MemorySegment s, long offset) {
        return s.get(JAVA_LONG, offset) * NANOS + s.get(JAVA_INT, offset + Long.BYTES);
    }
}
