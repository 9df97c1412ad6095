package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.Comparison;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Lists from nothing, from texts and from other lists; none changes the list it is given. */
final class Lists {

    private Lists() {}

    static void addTo(FunctionTable.Builder table) {
        table.addVariadic("list", a -> nullable(a.values()), ANY).alias("tuple", "list");
        table.add("append", a -> with(Cast.list(a.value(0), "push"), a.value(1), false), ANY, ANY)
                .alias("push", "append")
                .alias("mustAppend", "append")
                .alias("mustPush", "append")
                .add("prepend", a -> with(Cast.list(a.value(0), "prepend"), a.value(1), true), ANY, ANY)
                .alias("mustPrepend", "prepend");
        table.addVariadic("without", Lists::without, ANY, ANY)
                .alias("mustWithout", "without")
                .add("has", a -> a.value(1) != null && in(Cast.list(a.value(1), "find has"), a.value(0)), ANY, ANY)
                .alias("mustHas", "has")
                .addVariadic("concat", Lists::concat, ANY)
                .add("chunk", Lists::chunk, INT, ANY)
                .alias("mustChunk", "chunk");
        table.add(
                        "sortAlpha",
                        a -> Cast.texts(a.value(0)).stream()
                                .sorted(Comparison::byCodePoint)
                                .toList(),
                        ANY)
                .add("toStrings", a -> Cast.texts(a.value(0)), ANY)
                .add("join", Lists::join, STRING, ANY)
                .add("splitList", a -> split(a.text(0), a.text(1), -1), STRING, STRING)
                .add("split", a -> numbered(split(a.text(0), a.text(1), -1)), STRING, STRING)
                .add("splitn", a -> numbered(split(a.text(0), a.text(2), a.number(1))), STRING, INT, STRING);
    }

    /** A copy that may hold nulls. */
    private static List<Object> nullable(List<Object> values) {
        return new ArrayList<>(values);
    }

    private static List<Object> with(List<Object> list, Object value, boolean first) {
        List<Object> longer = nullable(list);
        longer.add(first ? 0 : longer.size(), value);
        return longer;
    }

    static boolean in(List<Object> list, Object value) {
        return list.stream().anyMatch(element -> Cast.same(element, value));
    }

    private static List<Object> without(Arguments a) {
        List<Object> kept = new ArrayList<>();
        for (Object element : Cast.list(a.value(0), "find without")) {
            if (!in(a.from(1), element)) {
                kept.add(GoValue.of(element));
            }
        }
        return kept;
    }

    private static List<Object> concat(Arguments a) {
        List<Object> all = new ArrayList<>();
        for (Object list : a.values()) {
            if (!(list instanceof List<?> elements)) {
                throw new IllegalArgumentException("Cannot concat type " + Cast.kind(list) + " as list");
            }
            all.addAll(elements);
        }
        return all;
    }

    private static List<Object> chunkable(Object value) {
        if (value instanceof List<?>) {
            return Cast.list(value, "chunk");
        }
        throw new IllegalArgumentException("Cannot chunk type " + Cast.kind(value));
    }

    private static List<Object> chunk(Arguments a) {
        List<Object> list = chunkable(a.value(1));
        if (a.number(0) <= 0) {
            throw new IllegalArgumentException("cannot make pieces of size " + a.number(0));
        }
        int size = (int) Math.min(a.number(0), Math.max(1, list.size()));
        List<Object> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += size) {
            chunks.add(nullable(list.subList(from, Math.min(list.size(), from + size))));
        }
        return chunks;
    }

    private static String join(Arguments a) {
        List<String> texts = Cast.texts(a.value(1));
        long length = texts.stream().mapToLong(String::length).sum();
        a.requireRoom(length + (long) a.text(0).length() * Math.max(0, texts.size() - 1));
        return String.join(a.text(0), texts);
    }

    /** Go's SplitN: at most so many pieces, all for a negative number, characters for an empty separator. */
    static List<String> split(String separator, String text, long most) {
        if (most == 0) {
            return List.of();
        }
        int limit = most < 0 ? -1 : (int) Math.min(most, Integer.MAX_VALUE);
        if (separator.isEmpty()) {
            return characters(text, limit);
        }
        return Arrays.asList(Pattern.compile(separator, Pattern.LITERAL).split(text, limit));
    }

    private static List<String> characters(String text, int limit) {
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < text.length() && (limit < 0 || pieces.size() < limit - 1)) {
            int end = at + Character.charCount(text.codePointAt(at));
            pieces.add(text.substring(at, end));
            at = end;
        }
        if (at < text.length()) {
            pieces.add(text.substring(at));
        }
        return pieces;
    }

    private static Map<String, Object> numbered(List<String> pieces) {
        Map<String, Object> numbered = new LinkedHashMap<>();
        pieces.forEach(piece -> numbered.put("_" + numbered.size(), piece));
        return numbered;
    }
}
