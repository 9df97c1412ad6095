package dev.kindling.contract;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A 48-bit hardware address in its one canonical text form: lower case, colons ({@code dc:a6:32:01:02:03}).
 *
 * @param text the canonical form
 */
public record MacAddress(String text) implements Comparable<MacAddress> {

    private static final Pattern CANONICAL = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    private static final Pattern PAIRS = Pattern.compile("([0-9a-f]{2}[:-]){5}[0-9a-f]{2}");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{12}");
    private static final Pattern DOTTED = Pattern.compile("([0-9a-f]{4}\\.){2}[0-9a-f]{4}");

    public MacAddress {
        if (!CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a MAC address in canonical form, aa:bb:cc:dd:ee:ff");
        }
    }

    /**
     * Reads the notations people use: colons, dashes, Cisco dots, or twelve bare digits, in either case.
     *
     * @throws IllegalArgumentException naming the text and the rule
     */
    public static MacAddress parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        boolean known = PAIRS.matcher(lower).matches()
                || PLAIN.matcher(lower).matches()
                || DOTTED.matcher(lower).matches();
        if (!known) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a MAC address; write six pairs of hex digits, aa:bb:cc:dd:ee:ff");
        }
        return of(HexFormat.of().parseHex(lower.replaceAll("[:.-]", "")));
    }

    /** From six bytes in wire order. */
    public static MacAddress of(byte[] sixBytes) {
        if (sixBytes.length != 6) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + sixBytes.length);
        }
        return new MacAddress(HexFormat.ofDelimiter(":").formatHex(sixBytes));
    }

    /** Six bytes in wire order. */
    public byte[] bytes() {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    /** The form of TFTP prefixes and file names: {@code dc-a6-32-01-02-03}. */
    public String dashed() {
        return text.replace(':', '-');
    }

    @Override
    public int compareTo(MacAddress other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
