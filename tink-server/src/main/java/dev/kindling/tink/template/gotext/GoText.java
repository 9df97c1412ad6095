package dev.kindling.tink.template.gotext;

import java.util.HexFormat;
import java.util.Locale;

/** Go's quoting rules (strconv.Quote and strconv.Unquote). */
public final class GoText {

    private GoText() {}

    /** With double quotes and escapes, as %q. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> quoted.append(c == '"' ? "\\\"" : escaped(c)));
        return quoted.append('"').toString();
    }

    /** A character with single quotes, as %q of a number. */
    static String quote(int codePoint) {
        return "'" + (codePoint == '\'' ? "\\'" : escaped(codePoint)) + "'";
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\\' -> "\\\\";
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x0b -> "\\v";
            default -> isPrintable(c) ? Character.toString(c) : unprintable(c);
        };
    }

    private static String unprintable(int c) {
        if (c < 0x80) {
            return String.format(Locale.ROOT, "\\x%02x", c);
        }
        return String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }

    public static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** As %#U: {@code U+0021 '!'}. */
    static String codePoint(int c) {
        if (c < 0) {
            return "U+FFFFFFFFFFFFFFFF";
        }
        String number = String.format(Locale.ROOT, "U+%04X", c);
        return isPrintable(c) ? number + " '" + Character.toString(c) + "'" : number;
    }

    /**
     * The value of a string, raw string or character as written.
     *
     * @throws IllegalArgumentException for what Go would not accept
     */
    static String unquote(String quoted) {
        char quote = quoted.charAt(0);
        String inner = quoted.substring(1, quoted.length() - 1);
        if (quote == '`') {
            return inner.replace("\r", "");
        }
        StringBuilder text = new StringBuilder();
        int position = 0;
        while (position < inner.length()) {
            position = unescape(inner, position, quote, text);
        }
        return text.toString();
    }

    /** Appends one character and answers where the next begins. */
    private static int unescape(String inner, int position, char quote, StringBuilder text) {
        int c = inner.codePointAt(position);
        if (c != '\\') {
            text.appendCodePoint(c);
            return position + Character.charCount(c);
        }
        char kind = inner.charAt(position + 1);
        int simple = "abfnrtv\\".indexOf(kind);
        if (simple >= 0) {
            text.append("\u0007\b\f\n\r\t\u000b\\".charAt(simple));
            return position + 2;
        }
        return switch (kind) {
            case 'x' -> number(inner, position + 2, 2, 16, text);
            case 'u' -> number(inner, position + 2, 4, 16, text);
            case 'U' -> number(inner, position + 2, 8, 16, text);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> number(inner, position + 1, 3, 8, text);
            case '\'', '"' -> {
                if (kind != quote) {
                    throw new IllegalArgumentException("invalid syntax");
                }
                text.append(kind);
                yield position + 2;
            }
            default -> throw new IllegalArgumentException("invalid syntax");
        };
    }

    private static int number(String inner, int from, int digits, int radix, StringBuilder text) {
        if (from + digits > inner.length()) {
            throw new IllegalArgumentException("invalid syntax");
        }
        String number = inner.substring(from, from + digits);
        boolean wellFormed = number.chars().allMatch(HexFormat::isHexDigit);
        int value = wellFormed ? (int) Long.parseLong(number, radix) : -1;
        if (!Character.isValidCodePoint(value) || value >= 0xd800 && value < 0xe000) {
            throw new IllegalArgumentException("invalid syntax");
        }
        text.appendCodePoint(value);
        return from + digits;
    }
}
