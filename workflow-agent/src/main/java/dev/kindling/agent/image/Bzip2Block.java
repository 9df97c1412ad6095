package dev.kindling.agent.image;

import java.io.IOException;

/** One block, unpacked as far as the inverse Burrows-Wheeler transform, which {@link #next()} walks. */
final class Bzip2Block {

    private static final int GROUP = 50;
    private static final int LONGEST_CODE = 20;

    /** Byte in the low 8 bits, next place above them. */
    private final int[] chain;

    private final int crc;
    private int place;
    private int left;

    private Bzip2Block(int[] chain, int length, int origin, int crc) {
        this.chain = chain;
        this.left = length;
        this.crc = crc;
        this.place = chain[origin] >>> 8;
    }

    int crc() {
        return crc;
    }

    boolean hasNext() {
        return left > 0;
    }

    int next() {
        left--;
        int entry = chain[place];
        place = entry >>> 8;
        return entry & 0xff;
    }

    static Bzip2Block read(Bzip2Bits in, int blockSize, int crc) throws IOException {
        if (in.bit()) {
            throw new IOException("randomised bzip2 blocks, which no bzip2 since 1999 makes, are not supported");
        }
        int origin = in.bits(24);
        byte[] alphabet = alphabet(in);
        int tables = in.bits(3);
        byte[] selectors = selectors(in, tables);
        Code[] codes = new Code[tables];
        for (int n = 0; n < tables; n++) {
            codes[n] = Code.read(in, alphabet.length + 2);
        }
        int[] chain = new int[blockSize];
        int length = symbols(in, alphabet, new Selected(codes, selectors), chain);
        if (origin >= length) {
            throw damaged();
        }
        return new Bzip2Block(invert(chain, length), length, origin, crc);
    }

    private static byte[] alphabet(Bzip2Bits in) throws IOException {
        int groups = in.bits(16);
        byte[] used = new byte[256];
        int count = 0;
        for (int group = 0; group < 16; group++) {
            if ((groups >> 15 - group & 1) == 1) {
                int members = in.bits(16);
                for (int member = 0; member < 16; member++) {
                    if ((members >> 15 - member & 1) == 1) {
                        used[count++] = (byte) (group * 16 + member);
                    }
                }
            }
        }
        if (count == 0) {
            throw damaged();
        }
        return java.util.Arrays.copyOf(used, count);
    }

    private static byte[] selectors(Bzip2Bits in, int tables) throws IOException {
        int count = in.bits(15);
        if (tables < 2 || tables > 6 || count == 0) {
            throw damaged();
        }
        byte[] ranks = {0, 1, 2, 3, 4, 5};
        byte[] selectors = new byte[count];
        for (int n = 0; n < count; n++) {
            int rank = 0;
            while (in.bit()) {
                rank++;
                if (rank >= tables) {
                    throw damaged();
                }
            }
            selectors[n] = front(ranks, rank);
        }
        return selectors;
    }

    private static byte front(byte[] ranks, int rank) {
        byte value = ranks[rank];
        System.arraycopy(ranks, 0, ranks, 1, rank);
        ranks[0] = value;
        return value;
    }

    /** Symbols 0 and 1 are the digits 1 and 2 of a run of the front rank, the lowest first; the last one is the end. */
    private static int symbols(Bzip2Bits in, byte[] ranks, Selected codes, int[] bytes) throws IOException {
        int end = ranks.length + 1;
        int length = 0;
        int run = 0;
        int digit = 1;
        for (int symbol = codes.next(in); ; symbol = codes.next(in)) {
            if (symbol <= 1) {
                run += digit << symbol;
                digit <<= 1;
                if (run > bytes.length) {
                    throw damaged();
                }
                continue;
            }
            if (run > bytes.length - length) {
                throw damaged();
            }
            java.util.Arrays.fill(bytes, length, length + run, ranks[0] & 0xff);
            length += run;
            run = 0;
            digit = 1;
            if (symbol == end) {
                return length;
            }
            if (length == bytes.length) {
                throw damaged();
            }
            bytes[length++] = front(ranks, symbol - 1) & 0xff;
        }
    }

    private static int[] invert(int[] chain, int length) {
        int[] starts = new int[257];
        for (int n = 0; n < length; n++) {
            starts[(chain[n] & 0xff) + 1]++;
        }
        for (int n = 0; n < 256; n++) {
            starts[n + 1] += starts[n];
        }
        for (int n = 0; n < length; n++) {
            chain[starts[chain[n] & 0xff]++] |= n << 8;
        }
        return chain;
    }

    private static IOException damaged() {
        return new IOException("a bzip2 block is damaged");
    }

    /** The code changes every fifty symbols. */
    private static final class Selected {

        private final Code[] codes;
        private final byte[] selectors;
        private int count;

        Selected(Code[] codes, byte[] selectors) {
            this.codes = codes;
            this.selectors = selectors;
        }

        int next(Bzip2Bits in) throws IOException {
            int group = count++ / GROUP;
            if (group >= selectors.length) {
                throw damaged();
            }
            return codes[selectors[group]].symbol(in);
        }
    }

    /** A canonical Huffman code. */
    private record Code(int[] counts, int[] symbols) {

        static Code read(Bzip2Bits in, int size) throws IOException {
            int[] lengths = new int[size];
            int[] counts = new int[LONGEST_CODE + 1];
            int length = in.bits(5);
            for (int n = 0; n < size; n++) {
                while (in.bit()) {
                    length += in.bit() ? -1 : 1;
                }
                if (length < 1 || length > LONGEST_CODE) {
                    throw damaged();
                }
                lengths[n] = length;
                counts[length]++;
            }
            int[] symbols = new int[size];
            int at = 0;
            for (int l = 1; l <= LONGEST_CODE; l++) {
                for (int n = 0; n < size; n++) {
                    if (lengths[n] == l) {
                        symbols[at++] = n;
                    }
                }
            }
            return new Code(counts, symbols);
        }

        int symbol(Bzip2Bits in) throws IOException {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length <= LONGEST_CODE; length++) {
                code |= in.bits(1);
                int here = counts[length];
                if (code - first < here) {
                    return symbols[index + code - first];
                }
                index += here;
                first = first + here << 1;
                code <<= 1;
            }
            throw damaged();
        }
    }
}
