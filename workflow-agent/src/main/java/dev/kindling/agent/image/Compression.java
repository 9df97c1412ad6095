package dev.kindling.agent.image;

import dev.kindling.agent.runtime.ActionFailure;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** How an image is packed, told by its first bytes: names and templates lie. */
enum Compression {
    NONE,
    GZIP(0x1f, 0x8b),
    XZ(0xfd, '7', 'z', 'X', 'Z', 0),
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    BZIP2('B', 'Z', 'h'),
    ZIP('P', 'K', 3, 4),
    /** From here on known by name only. */
    LZ4(0x04, 0x22, 0x4d, 0x18),
    LZ4_LEGACY(0x02, 0x21, 0x4c, 0x18),
    LZOP(0x89, 'L', 'Z', 'O', 0),
    LZIP('L', 'Z', 'I', 'P', 1),
    LZMA(0x5d, 0, 0);

    /** The header of an lzma file: properties, dictionary size 4, content size 8. */
    private static final int LONGEST = 13;

    /** The dictionary of {@code xz -9} has 64 MiB; it must fit into the agent's heap, beside everything else on a board with 1 GiB. */
    private static final int XZ_MEMORY_KIB = 72 << 10;

    private final int[] magic;

    Compression(int... magic) {
        this.magic = magic;
    }

    /** A stream whose beginning can be looked at. */
    static PushbackInputStream peekable(InputStream in) {
        return new PushbackInputStream(in, LONGEST);
    }

    static Compression of(PushbackInputStream in) throws IOException {
        byte[] head = in.readNBytes(LONGEST);
        in.unread(head);
        if (ZstdFrames.isSkippable(head)) {
            return ZSTD;
        }
        return Arrays.stream(values())
                .filter(candidate -> candidate.matches(head))
                .findFirst()
                .orElse(NONE);
    }

    private boolean matches(byte[] head) {
        if (magic.length == 0 || head.length < magic.length) {
            return false;
        }
        for (int n = 0; n < magic.length; n++) {
            if ((head[n] & 0xff) != magic[n]) {
                return false;
            }
        }
        return this != LZMA || isLzma(head);
    }

    /** Its first bytes alone would be found in many a file: the dictionary has a size, and the content's is unknown or below 1 TiB. */
    private static boolean isLzma(byte[] head) {
        if (head.length < LONGEST) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long size = header.getLong(5);
        return header.getInt(1) != 0 && (size == -1 || size > 0 && size < 1L << 40);
    }

    /** For people. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    InputStream unpack(InputStream in) throws ActionFailure, IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipMembers(in);
            case XZ -> xz(in);
            case ZSTD -> new ZstdInputStream(ZstdFrames.open(in));
            case BZIP2 -> new Bzip2InputStream(in);
            case ZIP -> ZipEntryStream.open(in);
            case LZ4, LZ4_LEGACY, LZOP, LZIP, LZMA ->
                throw new ActionFailure("the file is packed with " + text()
                        + ", which the agent does not unpack; pack it again with zstd, gzip, xz or bzip2");
        };
    }

    /** Reads the first byte, so that a dictionary that is too large is known before a disk is touched. */
    private static InputStream xz(InputStream in) throws ActionFailure, IOException {
        PushbackInputStream content = new PushbackInputStream(new XZInputStream(in, XZ_MEMORY_KIB));
        try {
            int first = content.read();
            if (first >= 0) {
                content.unread(first);
            }
            return content;
        } catch (MemoryLimitException e) {
            throw new ActionFailure(
                    "the file takes " + (e.getMemoryNeeded() >> 10) + " MiB of memory to unpack, and the agent has "
                            + (XZ_MEMORY_KIB >> 10) + " MiB for it; pack it again with xz -9 or less");
        }
    }
}
