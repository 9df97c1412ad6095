package dev.kindling.boots.nfs.tree;

import java.util.Arrays;

/** The kinds of a file, with their number in NFS (RFC 1813 section 2.6, ftype3) and in the mode of {@code stat}. */
public enum FileType {
    REGULAR(1, 0x8000),
    DIRECTORY(2, 0x4000),
    BLOCK_DEVICE(3, 0x6000),
    CHARACTER_DEVICE(4, 0x2000),
    SYMBOLIC_LINK(5, 0xa000),
    SOCKET(6, 0xc000),
    FIFO(7, 0x1000);

    private static final int FORMAT = 0xf000;

    private final int number;
    private final int format;

    FileType(int number, int format) {
        this.number = number;
        this.format = format;
    }

    public int number() {
        return number;
    }

    static FileType ofMode(int mode) {
        return Arrays.stream(values())
                .filter(type -> type.format == (mode & FORMAT))
                .findFirst()
                .orElse(REGULAR);
    }
}
