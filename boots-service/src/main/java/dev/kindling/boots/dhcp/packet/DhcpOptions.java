package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Options in the order of the wire, each code once. Codes nobody here knows survive.
 *
 * @param all code and value, in order
 */
public record DhcpOptions(List<Option> all) {

    private static final int LONGEST = 255;

    public static final DhcpOptions NONE = new DhcpOptions(List.of());

    /**
     * @param code 1 to 254
     * @param value any length; more than 255 bytes are split on the wire (RFC 3396)
     */
    public record Option(int code, Bytes value) {

        public Option {
            if (code < 1 || code > 254) {
                throw new IllegalArgumentException("option code " + code + " is not in 1..254");
            }
        }

        int encodedLength() {
            return value.length() + 2 * Math.max(1, (value.length() + LONGEST - 1) / LONGEST);
        }

        /** RFC 3396 section 5: pieces of one option follow each other. */
        Bytes encoded() {
            Bytes out = Bytes.EMPTY;
            int at = 0;
            do {
                int piece = Math.min(LONGEST, value.length() - at);
                out = out.concat(Bytes.of((byte) code, (byte) piece)).concat(value.slice(at, piece));
                at += piece;
            } while (at < value.length());
            return out;
        }
    }

    public DhcpOptions {
        all = List.copyOf(all);
        // Plain loops: every packet passes here several times.
        boolean[] seen = new boolean[256];
        for (Option option : all) {
            if (seen[option.code()]) {
                throw new IllegalArgumentException("an option code occurs twice in " + all);
            }
            seen[option.code()] = true;
        }
    }

    public Optional<Bytes> get(OptionCode code) {
        for (Option option : all) {
            if (option.code() == code.number()) {
                return Optional.of(option.value());
            }
        }
        return Optional.empty();
    }

    public boolean has(OptionCode code) {
        return get(code).isPresent();
    }

    /** Of an option whose length was checked when the packet was decoded. */
    public Optional<Inet4Address> address(OptionCode code) {
        return get(code).map(Bytes::address);
    }

    public Optional<String> text(OptionCode code) {
        return get(code).map(Bytes::ascii);
    }

    /** With one more option at the end. */
    public DhcpOptions with(OptionCode code, Bytes value) {
        return with(List.of(new Option(code.number(), value)));
    }

    /** With more options at the end. */
    public DhcpOptions with(List<Option> more) {
        List<Option> both = new ArrayList<>(all.size() + more.size());
        both.addAll(all);
        both.addAll(more);
        return new DhcpOptions(both);
    }

    public DhcpOptions without(OptionCode code) {
        return new DhcpOptions(
                all.stream().filter(option -> option.code() != code.number()).toList());
    }

    /** Bytes they take on the wire, END included. */
    public int encodedLength() {
        int length = 1;
        for (Option option : all) {
            length += option.encodedLength();
        }
        return length;
    }
}
