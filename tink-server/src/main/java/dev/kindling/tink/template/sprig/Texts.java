package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Cutting, joining, padding and quoting; positions count UTF-8 bytes, as in Go. */
final class Texts {

    private Texts() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("hello", _ -> "Hello!")
                .add("trim", a -> trim(a.text(0), Texts::isSpace), STRING)
                .add("trimAll", a -> trim(a.text(1), c -> a.text(0).indexOf(c) >= 0), STRING, STRING)
                .alias("trimall", "trimAll")
                .add("trimPrefix", a -> trimPrefix(a.text(0), a.text(1)), STRING, STRING)
                .add("trimSuffix", a -> trimSuffix(a.text(0), a.text(1)), STRING, STRING)
                .add("upper", a -> Cast.upper(a.text(0)), STRING)
                .add("lower", a -> Cast.lower(a.text(0)), STRING);
        table.addSearch("contains", a -> a.text(1).contains(a.text(0)))
                .addSearch("hasPrefix", a -> a.text(1).startsWith(a.text(0)))
                .addSearch("hasSuffix", a -> a.text(1).endsWith(a.text(0)));
        table.add("trunc", a -> truncated(a.number(0), a.text(1)), INT, STRING)
                .add("substr", a -> substring(a.number(0), a.number(1), a.text(2)), INT, INT, STRING)
                .add("repeat", Texts::repeat, INT, STRING)
                .add("indent", a -> indent(a, a.number(0), a.text(1)), INT, STRING)
                .add("nindent", a -> "\n" + indent(a, a.number(0), a.text(1)), INT, STRING)
                .add("replace", Texts::replace, STRING, STRING, STRING)
                .add("plural", a -> a.number(2) == 1 ? a.text(0) : a.text(1), STRING, STRING, INT);
        table.addVariadic("quote", a -> joined(a, value -> GoText.quote(Cast.text(value))), ANY)
                .addVariadic("squote", a -> joined(a, value -> "'" + Cast.text(value) + "'"), ANY)
                .addVariadic("cat", a -> joined(a, Cast::text), ANY)
                .add("toString", a -> Cast.text(a.value(0)), ANY);
    }

    /** Go's unicode.IsSpace. */
    static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == 0x85 || c == 0xa0 || c > 0xff && Character.isSpaceChar(c);
    }

    private static String trim(String text, IntPredicate drop) {
        int start = 0;
        int end = text.length();
        while (start < end && drop.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (end > start && drop.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static String trimPrefix(String prefix, String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String trimSuffix(String suffix, String text) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static String truncated(long count, String text) {
        byte[] bytes = bytes(text);
        if (count < 0) {
            return bytes.length + count > 0 ? cut(bytes, bytes.length + count, bytes.length) : text;
        }
        return bytes.length > count ? cut(bytes, 0, count) : text;
    }

    private static String substring(long start, long end, String text) {
        byte[] bytes = bytes(text);
        if (start < 0) {
            return cut(bytes, 0, end);
        }
        return cut(bytes, start, end < 0 || end > bytes.length ? bytes.length : end);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String cut(byte[] bytes, long start, long end) {
        if (start < 0 || end > bytes.length || start > end) {
            String range = end > bytes.length || end < 0
                    ? "[:" + end + "] with length " + bytes.length
                    : "[" + start + ":" + end + "]";
            throw new IllegalArgumentException("runtime error: slice bounds out of range " + range);
        }
        return new String(Arrays.copyOfRange(bytes, (int) start, (int) end), StandardCharsets.UTF_8);
    }

    private static String repeat(Arguments a) {
        if (a.number(0) < 0) {
            throw new IllegalArgumentException("strings: negative Repeat count");
        }
        a.requireRoom(a.text(1).isEmpty() ? 0 : Math.multiplyExact(a.text(1).length(), capped(a.number(0))));
        return a.text(1).isEmpty() ? "" : a.text(1).repeat((int) a.number(0));
    }

    /** Far above every limit, and far below an overflow. */
    private static long capped(long count) {
        return Math.min(count, Integer.MAX_VALUE);
    }

    private static String indent(Arguments a, long spaces, String text) {
        if (spaces < 0) {
            throw new IllegalArgumentException("strings: negative Repeat count");
        }
        long lines = 1 + text.chars().filter(c -> c == '\n').count();
        a.requireRoom(text.length() + lines * capped(spaces));
        String pad = " ".repeat((int) spaces);
        return pad + text.replace("\n", "\n" + pad);
    }

    private static String replace(Arguments a) {
        String old = a.text(0);
        long most = old.isEmpty() ? a.text(2).length() + 1L : a.text(2).length() / old.length();
        a.requireRoom(a.text(2).length() + most * Math.max(0, a.text(1).length() - old.length()));
        return a.text(2).replace(old, a.text(1));
    }

    private static String joined(Arguments a, java.util.function.Function<Object, String> form) {
        List<Object> values = a.values().stream().filter(Objects::nonNull).toList();
        return values.stream().map(form).collect(Collectors.joining(" "));
    }
}
