package dev.kindling.agent.archive;

import dev.kindling.agent.file.FileTree;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads ustar, pax (IEEE Std 1003.1, pax) and GNU archives. Not read: sparse members, which are refused, and
 * extended attributes, of which an entry only says that it has some.
 */
final class TarReader {

    private static final int BLOCK = 512;
    /** A pax header or a long name is text. */
    private static final int MOST_TEXT = 1 << 20;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long left;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next member; empty at the archive's end. */
    Optional<TarEntry> next() throws IOException {
        Map<String, String> extended = new HashMap<>();
        while (true) {
            skip(left + padding);
            left = 0;
            padding = 0;
            int n = in.readNBytes(header, 0, BLOCK);
            if (n == 0 || n == BLOCK && isZero()) {
                return Optional.empty();
            }
            if (n < BLOCK) {
                throw new EOFException("the archive ends in the middle of a header");
            }
            checkSum();
            char type = (char) header[156];
            long size = number(124, 12);
            switch (type) {
                case 'x' -> pax(bytes(size), extended);
                case 'g' -> bytes(size);
                case 'L' -> extended.putIfAbsent("path", cut(text(size)));
                case 'K' -> extended.putIfAbsent("linkpath", cut(text(size)));
                case 'S' -> throw new IOException("sparse members are not supported: pack without --sparse");
                default -> {
                    return Optional.of(entry(type, size, extended));
                }
            }
        }
    }

    /** By reading: a stream that is hashed on the way must see every byte. */
    private void skip(long count) throws IOException {
        byte[] buffer = new byte[8192];
        for (long rest = count; rest > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (n < 0) {
                throw new EOFException("the archive ends in its middle");
            }
            rest -= n;
        }
    }

    private TarEntry entry(char type, long headerSize, Map<String, String> extended) throws IOException {
        if (extended.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
            throw new IOException("sparse members are not supported: pack without --sparse");
        }
        String name = extended.getOrDefault("path", ustarName());
        TarEntry.Type kind = type(type, name);
        long size = extended.containsKey("size") ? Long.parseLong(extended.get("size")) : headerSize;
        left = kind == TarEntry.Type.FILE ? size : 0;
        padding = -left & BLOCK - 1;
        FileTree.Attributes attributes = new FileTree.Attributes(
                (int) (extended.containsKey("uid") ? Long.parseLong(extended.get("uid")) : number(108, 8)),
                (int) (extended.containsKey("gid") ? Long.parseLong(extended.get("gid")) : number(116, 8)),
                (int) number(100, 8) & 07777,
                Instant.ofEpochSecond(seconds(extended)));
        boolean extras = extended.keySet().stream().anyMatch(TarReader::isExtra);
        return new TarEntry(kind, name, extended.getOrDefault("linkpath", field(157, 100)), left, attributes, extras);
    }

    /** As star, libarchive and GNU tar write them: SCHILY.xattr.NAME, SCHILY.acl.access, RHT.security.selinux. */
    private static boolean isExtra(String key) {
        return key.startsWith("SCHILY.xattr.")
                || key.startsWith("SCHILY.acl.")
                || key.startsWith("LIBARCHIVE.xattr.")
                || key.startsWith("RHT.security.");
    }

    private long seconds(Map<String, String> extended) throws IOException {
        String time = extended.get("mtime");
        return time == null ? number(136, 12) : (long) Math.floor(Double.parseDouble(time));
    }

    private static TarEntry.Type type(char type, String name) {
        return switch (type) {
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            case '5', 'D' -> TarEntry.Type.DIRECTORY;
            default -> TarEntry.Type.SPECIAL;
        };
    }

    /** The content of the member last returned; ends where it ends. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = in.read(buffer, offset, (int) Math.min(count, left));
                if (n < 0) {
                    throw new EOFException("the archive ends in the middle of a file");
                }
                left -= n;
                return n;
            }
        };
    }

    private String ustarName() {
        String name = field(0, 100);
        boolean ustar = field(257, 6).startsWith("ustar") && header[263] == '0';
        String prefix = ustar ? field(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String text(long size) throws IOException {
        return new String(bytes(size), StandardCharsets.UTF_8);
    }

    private byte[] bytes(long size) throws IOException {
        if (size < 0 || size > MOST_TEXT) {
            throw new IOException("an extended header of " + size + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        skip(-size & BLOCK - 1);
        return bytes;
    }

    /** Records of {@code LENGTH KEY=VALUE\n}, the length in bytes of all of it; values of extended attributes are any bytes. */
    private static void pax(byte[] bytes, Map<String, String> extended) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            int length = 0;
            int begin = at;
            while (begin < bytes.length && begin < at + 7 && bytes[begin] >= '0' && bytes[begin] <= '9') {
                length = 10 * length + bytes[begin] - '0';
                begin++;
            }
            boolean blank = begin > at && begin < bytes.length && bytes[begin] == ' ';
            int end = at + length - 1;
            if (!blank || end <= begin || end >= bytes.length || bytes[end] != '\n') {
                throw new IOException("a pax header is damaged");
            }
            String record = new String(bytes, begin + 1, end - begin - 1, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                extended.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at += length;
        }
    }

    private static String cut(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private String field(int offset, int length) {
        return cut(new String(header, offset, length, StandardCharsets.UTF_8));
    }

    /** Octal, or with the highest bit set a binary number, as GNU tar writes large ones. */
    private long number(int offset, int length) throws IOException {
        if ((header[offset] & 0x80) != 0) {
            long value = header[offset] & 0x7f;
            for (int n = 1; n < length; n++) {
                value = value << 8 | header[offset + n] & 0xff;
            }
            return value;
        }
        String text = field(offset, length).strip();
        if (!text.matches("[0-7]*")) {
            throw new IOException("the archive's header is damaged: '" + text + "' is not an octal number");
        }
        return text.isEmpty() ? 0 : Long.parseLong(text, 8);
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum() throws IOException {
        int sum = 0;
        for (int n = 0; n < BLOCK; n++) {
            sum += n >= 148 && n < 156 ? ' ' : header[n] & 0xff;
        }
        if (sum != number(148, 8)) {
            throw new IOException("this is no tar archive, or a damaged one: the checksum of a header is wrong");
        }
    }
}
