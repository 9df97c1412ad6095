package dev.kindling.tink.hardware.document;

import dev.kindling.tink.failure.Spelling;
import dev.kindling.tink.failure.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One JSON object being read: typed values out, violations noted; a key nobody asked for is unknown. */
final class Fields {

    private final String pointer;
    private final Map<?, ?> values;
    private final List<Violation> violations;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(String pointer, Map<?, ?> values, List<Violation> violations) {
        this.pointer = pointer;
        this.values = values;
        this.violations = violations;
    }

    /** The pointer of a key in this object (RFC 6901). */
    String at(String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    void violation(String key, Object value, String rule) {
        violations.add(new Violation(at(key), String.valueOf(value), rule));
    }

    boolean has(String key) {
        return values.get(key) != null;
    }

    /** Empty when absent. */
    String text(String key) {
        return switch (take(key)) {
            case null -> "";
            case String text -> text;
            case Object other -> wrong(key, other, "is not a text", "");
        };
    }

    /** False when absent. */
    boolean flag(String key) {
        return switch (take(key)) {
            case null -> false;
            case Boolean flag -> flag;
            case Object other -> wrong(key, other, "is not true or false", false);
        };
    }

    /** 0 when absent. */
    long number(String key) {
        return switch (take(key)) {
            case null -> 0L;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Object other -> wrong(key, other, "is not a whole number", 0L);
        };
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        List<?> list = list(key);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String text) {
                texts.add(text);
            } else {
                violation(key + "/" + i, list.get(i), "is not a text");
            }
        }
        return texts;
    }

    /** Without any value when absent. */
    Fields object(String key) {
        return child(key, take(key));
    }

    List<Fields> objects(String key) {
        List<Fields> objects = new ArrayList<>();
        List<?> list = list(key);
        for (int i = 0; i < list.size(); i++) {
            objects.add(
                    list.get(i) instanceof Map<?, ?> map
                            ? new Fields(at(key) + "/" + i, map, violations)
                            : wrongElement(key, i, list.get(i)));
        }
        return objects;
    }

    /** Notes every key that nobody asked for. */
    void finish() {
        for (Object key : values.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                violation(String.valueOf(key), key, Spelling.unknownKey(String.valueOf(key), known));
            }
        }
    }

    private Fields child(String key, Object value) {
        return switch (value) {
            case null -> new Fields(at(key), Map.of(), violations);
            case Map<?, ?> map -> new Fields(at(key), map, violations);
            case Object other -> new Fields(at(key), wrong(key, other, "is not an object", Map.of()), violations);
        };
    }

    private Fields wrongElement(String key, int index, Object value) {
        violations.add(new Violation(at(key) + "/" + index, String.valueOf(value), "is not an object"));
        return new Fields(at(key) + "/" + index, Map.of(), violations);
    }

    private List<?> list(String key) {
        return switch (take(key)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object other -> wrong(key, other, "is not a list", List.of());
        };
    }

    private Object take(String key) {
        known.add(key);
        return values.get(key);
    }

    private <T> T wrong(String key, Object value, String rule, T instead) {
        violation(key, value, rule);
        return instead;
    }
}
