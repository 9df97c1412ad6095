package dev.kindling.tink.failure;

/**
 * One rule that one value breaks.
 *
 * @param pointer where: a JSON pointer ("/network/interfaces/0/dhcp/mac") or "line 12, column 3" for templates
 * @param value the offending value as it was written, shortened to 200 characters; never a secret
 * @param rule what is wrong and what would be right: "is not a MAC address; write aa:bb:cc:dd:ee:ff"
 */
public record Violation(String pointer, String value, String rule) {

    private static final int LONGEST_VALUE = 200;

    public Violation {
        value = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "..." : value;
    }

    /** One line for people: {@code /network/interfaces/0/dhcp/mac 'zz': is not a MAC address}. */
    public String sentence() {
        return pointer + " '" + value + "': " + rule;
    }
}
