package dev.kindling.agent.image;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** How an image is packed, told by its first bytes: names and templates lie. */
enum Compression {
    NONE,
    GZIP(0x1f, 0x8b),
    XZ(0xfd, '7', 'z', 'X', 'Z', 0),
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    BZIP2('B', 'Z', 'h'),
    ZIP('P', 'K', 3, 4);

    private static final int LONGEST = 6;
    private static final int BUFFER = 64 << 10;
    /** An xz dictionary must fit beside everything else on a board with 1 GiB. */
    private static final int XZ_MEMORY_KIB = 128 << 10;

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
        return true;
    }

    InputStream unpack(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStream(in);
            case BZIP2 -> new Bzip2InputStream(in);
            case ZIP -> ZipEntryStream.open(in);
        };
    }
}
