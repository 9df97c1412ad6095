package dev.kindling.boots.tftp.packet;

import java.util.Locale;
import java.util.Objects;

/**
 * One option of a request or an acknowledgement (RFC 2347); names are compared without case.
 *
 * @param name as on the wire
 * @param value as on the wire
 */
public record TftpOption(String name, String value) {

    public static final String BLOCK_SIZE = "blksize";
    public static final String TRANSFER_SIZE = "tsize";
    public static final String TIMEOUT = "timeout";
    public static final String WINDOW_SIZE = "windowsize";

    public TftpOption {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    public static TftpOption of(String name, long value) {
        return new TftpOption(name, Long.toString(value));
    }

    public boolean is(String other) {
        return name.toLowerCase(Locale.ROOT).equals(other);
    }
}
