package dev.kindling.tink.template;

import dev.kindling.tink.failure.Spelling;
import dev.kindling.tink.template.yaml.YamlException;
import dev.kindling.tink.template.yaml.YamlText;
import dev.kindling.tink.template.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Takes keys that Kindling does not know out of a template's text, for whoever brings templates from elsewhere; all else, comments
 * too, stays as it is written.
 *
 * <p>A key stays, and is refused when the template is stored, where the text is no YAML before it is rendered, and where taking it
 * out would change anything else, such as an anchor that is used further down.
 */
public final class UnknownKeys {

    private static final int MOST = 200;

    private UnknownKeys() {}

    /** The text without them, and which they were. */
    public record Without(String text, List<Dropped> dropped) {
        public Without {
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * One key.
     *
     * @param pointer JSON pointer
     * @param rule what is wrong with it, for people
     */
    public record Dropped(String pointer, String rule) {}

    /** A key, and where it is. */
    private record Place(YamlValue.Entries mapping, YamlValue.Entry entry, Dropped dropped) {}

    /** Pure. */
    public static Without of(String text) {
        List<Dropped> dropped = new ArrayList<>();
        String now = text;
        while (dropped.size() < MOST) {
            Optional<Step> step = next(now);
            if (step.isEmpty()) {
                break;
            }
            now = step.get().text();
            dropped.add(step.get().dropped());
        }
        return new Without(now, dropped);
    }

    private record Step(String text, Dropped dropped) {}

    /** The first key that can go, gone. */
    private static Optional<Step> next(String text) {
        Optional<YamlValue> root = parsed(text);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        for (Place place : unknown(root.get()).toList()) {
            String without = without(text, place);
            boolean onlyThat = parsed(without)
                    .filter(rest -> shape(rest, Optional.empty())
                            .equals(shape(
                                    root.get(), Optional.of(place.entry().key().mark()))))
                    .isPresent();
            if (onlyThat) {
                return Optional.of(new Step(without, place.dropped()));
            }
        }
        return Optional.empty();
    }

    private static Optional<YamlValue> parsed(String text) {
        try {
            return YamlText.parse(text);
        } catch (YamlException _) {
            return Optional.empty();
        }
    }

    private static Stream<Place> unknown(YamlValue root) {
        List<Place> places = new ArrayList<>();
        collect(root, "", DocumentReader.ROOT_KEYS, places);
        each(root, "", "tasks", (task, at) -> {
            collect(task, at, DocumentReader.TASK_KEYS, places);
            each(task, at, "actions", (action, path) -> collect(action, path, DocumentReader.ACTION_KEYS, places));
        });
        return places.stream();
    }

    private static void collect(YamlValue value, String path, List<String> known, List<Place> places) {
        if (value instanceof YamlValue.Entries mapping) {
            for (YamlValue.Entry entry : mapping.entries()) {
                String key = entry.key().text();
                if (!known.contains(key)) {
                    Dropped dropped = new Dropped(path + "/" + key, Spelling.unknownKey(key, known));
                    places.add(new Place(mapping, entry, dropped));
                }
            }
        }
    }

    private static void each(YamlValue value, String path, String key, BiConsumer<YamlValue, String> visitor) {
        if (value instanceof YamlValue.Entries mapping) {
            for (YamlValue.Entry entry : mapping.entries()) {
                if (entry.key().text().equals(key) && entry.value() instanceof YamlValue.Items items) {
                    int index = 0;
                    for (YamlValue item : items.values()) {
                        visitor.accept(item, path + "/" + key + "/" + index++);
                    }
                }
            }
        }
    }

    /** What is in it, without its places; an entry whose key is at this one is left out. */
    private static Object shape(YamlValue value, Optional<YamlValue.Mark> leftOut) {
        return switch (value) {
            case YamlValue.Scalar scalar -> List.of(scalar.text(), scalar.plain());
            case YamlValue.Items items ->
                items.values().stream().map(item -> shape(item, leftOut)).toList();
            case YamlValue.Entries entries -> {
                Map<String, Object> shapes = new LinkedHashMap<>();
                entries.entries().stream()
                        .filter(entry -> !leftOut.equals(Optional.of(entry.key().mark())))
                        .forEach(entry -> shapes.put(entry.key().text(), shape(entry.value(), leftOut)));
                yield shapes;
            }
        };
    }

    /** A guess by how it is written; whether it was right is seen by reading the result. */
    private static String without(String text, Place place) {
        int start = offset(text, place.entry().key().mark());
        int line = text.lastIndexOf('\n', start - 1) + 1;
        String before = text.substring(line, start);
        if (before.isBlank()) {
            return text.substring(0, line) + text.substring(endOfBlock(text, start, before.length()));
        }
        int index = place.mapping().entries().indexOf(place.entry());
        if (index + 1 < place.mapping().entries().size()) {
            int next =
                    offset(text, place.mapping().entries().get(index + 1).key().mark());
            return next > start ? text.substring(0, start) + text.substring(next) : text;
        }
        int comma = text.lastIndexOf(',', start);
        return comma < 0 ? text : text.substring(0, comma) + text.substring(endOfFlow(text, start));
    }

    /** Where the first line begins that is not indented as what belongs to a key in this column; a list may begin in it. */
    private static int endOfBlock(String text, int start, int column) {
        int line = text.indexOf('\n', start) + 1;
        while (line > 0 && line < text.length()) {
            int end = text.indexOf('\n', line);
            String next = text.substring(line, end < 0 ? text.length() : end);
            int indent = next.length() - next.stripLeading().length();
            boolean belongs = next.isBlank() || indent > column || indent == column && next.startsWith("-", column);
            if (!belongs) {
                return line;
            }
            line = end + 1;
        }
        return text.length();
    }

    /** Where the braces that hold this place end. */
    private static int endOfFlow(String text, int start) {
        int depth = 0;
        char quote = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && depth-- == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static int offset(String text, YamlValue.Mark mark) {
        int line = 0;
        for (int i = 1; i < mark.line(); i++) {
            line = text.indexOf('\n', line) + 1;
        }
        return Math.min(text.length(), line + mark.column() - 1);
    }
}
