package dev.kindling.boots.nfs.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@code struct linux_dirent64}: inode, place, length of the record, type, name with a zero behind it. */
final class Dirents {

    private static final int LENGTH = 16;
    private static final int NAME = 19;

    private Dirents() {}

    static void addTo(List<LinuxFiles.Entry> entries, MemorySegment buffer, long count) {
        for (long offset = 0; offset < count; ) {
            int length = Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, offset + LENGTH));
            byte[] name = name(buffer.asSlice(offset + NAME, length - NAME));
            if (!isSelfOrParent(name)) {
                entries.add(new LinuxFiles.Entry(name, buffer.get(JAVA_LONG_UNALIGNED, offset)));
            }
            offset += length;
        }
    }

    private static byte[] name(MemorySegment padded) {
        int length = 0;
        while (padded.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        return padded.asSlice(0, length).toArray(JAVA_BYTE);
    }

    private static boolean isSelfOrParent(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }
}
