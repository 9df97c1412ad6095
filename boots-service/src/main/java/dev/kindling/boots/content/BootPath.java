package dev.kindling.boots.content;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a file as a board may ask for it: relative, plain, below the tree.
 *
 * @param text segments separated by single slashes
 */
public record BootPath(String text) {

    /** Characters of a name. */
    public static final int MAXIMUM = 255;

    private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern DASHED_MAC = Pattern.compile("([0-9a-f]{2}-){5}[0-9a-f]{2}");

    public BootPath {
        Optional<String> rule = violation(text);
        if (rule.isPresent()) {
            throw new IllegalArgumentException("file name '" + text + "': " + rule.get());
        }
    }

    /** The rule this name breaks; empty when it is a good name. */
    public static Optional<String> violation(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM) {
            return Optional.of("a name has 1 to " + MAXIMUM + " characters");
        }
        if (text.startsWith("/")) {
            return Optional.of("a name is not absolute");
        }
        if (text.indexOf('\\') >= 0) {
            return Optional.of("a name has no backslash");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            return Optional.of("a name is printable ASCII");
        }
        for (String segment : text.split("/", -1)) {
            if (segment.equals("..") || segment.equals(".")) {
                return Optional.of("a name has no segment '" + segment + "'");
            }
            if (segment.isEmpty()) {
                return Optional.of("a name has no empty segment");
            }
        }
        return Optional.empty();
    }

    /** The serial or dashed MAC in front, by which a board names its tree; lower case. */
    Optional<String> prefix() {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String first = text.substring(0, slash).toLowerCase(Locale.ROOT);
        boolean named =
                SERIAL.matcher(first).matches() || DASHED_MAC.matcher(first).matches();
        return named ? Optional.of(first) : Optional.empty();
    }

    /** The name inside the tree of a board. */
    BootPath withoutPrefix() {
        return prefix().isPresent() ? new BootPath(text.substring(text.indexOf('/') + 1)) : this;
    }

    static boolean isMac(String prefix) {
        return prefix.length() > 8;
    }

    @Override
    public String toString() {
        return text;
    }
}
