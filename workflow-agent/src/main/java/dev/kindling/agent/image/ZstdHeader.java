package dev.kindling.agent.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The frame header of zstd (RFC 8878 section 3.1.1.1), as far as it says how long the content is. */
final class ZstdHeader {

    /** Magic 4, descriptor 1, window 1, dictionary 4, content size 8. */
    static final int LONGEST = 18;

    private static final int[] DICTIONARY_LENGTH = {0, 1, 2, 4};

    private ZstdHeader() {}

    /**
     * Bytes of the first frame's content; an image of several frames has more.
     *
     * @return 0 when the header does not say
     */
    static long contentSize(byte[] head) {
        if (head.length < LONGEST) {
            return 0;
        }
        int descriptor = head[4] & 0xff;
        boolean single = (descriptor & 0x20) != 0;
        int at = 5 + (single ? 0 : 1) + DICTIONARY_LENGTH[descriptor & 3];
        ByteBuffer buffer = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return switch (descriptor >> 6) {
            case 0 -> single ? head[at] & 0xff : 0;
            case 1 -> (buffer.getShort(at) & 0xffff) + 256;
            case 2 -> buffer.getInt(at) & 0xffff_ffffL;
            default -> Math.max(0, buffer.getLong(at));
        };
    }
}
