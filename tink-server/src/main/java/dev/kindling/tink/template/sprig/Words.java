package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/** What knows words: cases, initials, abbreviations, wrapping. */
final class Words {

    /** A shorter abbreviation is dots only, so Sprig leaves the text as it is. */
    private static final int SHORTEST = 4;

    private static final int SHORTEST_BOTH = 7;

    private Words() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("title", a -> atStarts(a.text(0), Character::toTitleCase, Words::isSeparator), STRING)
                .add("untitle", a -> atStarts(a.text(0), Character::toLowerCase, Texts::isSpace), STRING)
                .add("swapcase", a -> swapped(a.text(0)), STRING)
                .add("nospace", a -> kept(a.text(0), false), STRING)
                .add("initials", a -> kept(a.text(0), true), STRING)
                .add("camelcase", a -> Cases.camel(a.text(0)), STRING)
                .add("snakecase", a -> Cases.joined(a.text(0), '_'), STRING)
                .add("kebabcase", a -> Cases.joined(a.text(0), '-'), STRING);
        table.add("abbrev", a -> abbreviated(a.text(1), 0, a.number(0)), INT, STRING)
                .add("abbrevboth", a -> abbreviated(a.text(2), a.number(0), a.number(1)), INT, INT, STRING)
                .add("wrap", a -> wrapped(a.text(1), a.number(0), "\n", false), INT, STRING)
                .add("wrapWith", a -> wrapped(a.text(2), a.number(0), a.text(1), true), INT, STRING, STRING);
    }

    /** Go's strings.Title: a word ends at what is neither letter, digit nor underscore; above ASCII, at space. */
    private static boolean isSeparator(int c) {
        if (c < 0x80) {
            return !Character.isLetterOrDigit(c) && c != '_';
        }
        return !Character.isLetterOrDigit(c) && Texts.isSpace(c);
    }

    private static String atStarts(String text, IntUnaryOperator change, java.util.function.IntPredicate separator) {
        StringBuilder changed = new StringBuilder();
        boolean start = true;
        for (int c : text.codePoints().toArray()) {
            changed.appendCodePoint(start && !separator.test(c) ? change.applyAsInt(c) : c);
            start = separator.test(c);
        }
        return changed.toString();
    }

    private static String swapped(String text) {
        StringBuilder swapped = new StringBuilder();
        boolean afterSpace = true;
        for (int c : text.codePoints().toArray()) {
            if (Character.isUpperCase(c) || Character.isTitleCase(c)) {
                swapped.appendCodePoint(Character.toLowerCase(c));
                afterSpace = false;
            } else if (Character.isLowerCase(c)) {
                swapped.appendCodePoint(afterSpace ? Character.toTitleCase(c) : Character.toUpperCase(c));
                afterSpace = false;
            } else {
                swapped.appendCodePoint(c);
                afterSpace = Texts.isSpace(c);
            }
        }
        return swapped.toString();
    }

    /** All that is no space, or the first of each word only. */
    private static String kept(String text, boolean firstOnly) {
        StringBuilder kept = new StringBuilder();
        boolean gap = true;
        for (int c : text.codePoints().toArray()) {
            boolean space = Texts.isSpace(c);
            if (!space && (gap || !firstOnly)) {
                kept.appendCodePoint(c);
            }
            gap = space;
        }
        return kept.toString();
    }

    private static String abbreviated(String text, long left, long width) {
        boolean tooNarrow = width < SHORTEST || left > 0 && width < SHORTEST_BOTH;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (tooNarrow || bytes.length <= width) {
            return text;
        }
        long room = width - 3;
        long offset = Math.max(0, Math.min(left, bytes.length));
        if (bytes.length - offset < room) {
            offset = bytes.length - room;
        }
        if (offset <= SHORTEST) {
            return Texts.cut(bytes, 0, room) + "...";
        }
        if (offset + room < bytes.length) {
            String tail = Texts.cut(bytes, offset, bytes.length);
            return room < SHORTEST ? "..." : "..." + abbreviated(tail, 0, room);
        }
        return "..." + Texts.cut(bytes, bytes.length - room, bytes.length);
    }

    private static String wrapped(String text, long width, String separator, boolean breaksWords) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String lineEnd = separator.isEmpty() ? "\n" : separator;
        int room = (int) Math.max(1, Math.min(width, bytes.length));
        StringBuilder lines = new StringBuilder();
        int from = 0;
        while (bytes.length - from > room) {
            if (bytes[from] == ' ') {
                from++;
                continue;
            }
            int end = lineEnd(bytes, from, room, breaksWords);
            lines.append(Texts.cut(bytes, from, end)).append(end < bytes.length ? lineEnd : "");
            from = end < bytes.length && bytes[end] == ' ' && !isHard(bytes, from, end, room) ? end + 1 : end;
        }
        return lines + Texts.cut(bytes, from, bytes.length);
    }

    /** The last space that fits; else the width itself, or, where long words stay whole, the next space. */
    private static int lineEnd(byte[] bytes, int from, int room, boolean breaksWords) {
        for (int at = from + room; at >= from; at--) {
            if (bytes[at] == ' ') {
                return at;
            }
        }
        int end = from + room;
        while (!breaksWords && end < bytes.length && bytes[end] != ' ') {
            end++;
        }
        return end;
    }

    /** A break inside a word drops no space. */
    private static boolean isHard(byte[] bytes, int from, int end, int room) {
        return end == from + room && bytes[end] != ' ';
    }
}
