package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.MAP;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoPrinter;
import dev.kindling.tink.template.gotext.GoValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps. {@code set}, {@code unset} and the merges change the map they are given, as Sprig's do; it is this rendering's own copy. */
final class Dictionaries {

    private Dictionaries() {}

    static void addTo(FunctionTable.Builder table) {
        table.addVariadic("dict", a -> dict(a.values()), ANY)
                .add("get", a -> GoValue.of(a.map(0).getOrDefault(a.text(1), "")), MAP, STRING)
                .add("set", Dictionaries::set, MAP, STRING, ANY)
                .add("unset", Dictionaries::unset, MAP, STRING)
                .add("hasKey", a -> a.map(0).containsKey(a.text(1)), MAP, STRING)
                .addVariadic("pluck", Dictionaries::pluck, STRING, MAP)
                .addVariadic("keys", Dictionaries::keys, MAP)
                .add("values", a -> values(a.map(0)), MAP)
                .addVariadic("pick", a -> selected(a, true), MAP, STRING)
                .addVariadic("omit", a -> selected(a, false), MAP, STRING);
        table.addVariadic("merge", a -> merged(a, false), MAP, MAP)
                .alias("mustMerge", "merge")
                .addVariadic("mergeOverwrite", a -> merged(a, true), MAP, MAP)
                .alias("mustMergeOverwrite", "mergeOverwrite")
                .add("deepCopy", a -> GoValue.changeable(a.value(0)), ANY)
                .alias("mustDeepCopy", "deepCopy")
                .addVariadic("dig", a -> dig(a.values()), ANY);
    }

    private static Map<String, Object> dict(List<Object> values) {
        Map<String, Object> dict = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i += 2) {
            dict.put(Cast.text(values.get(i)), i + 1 < values.size() ? values.get(i + 1) : "");
        }
        return dict;
    }

    private static Map<String, Object> set(Arguments a) {
        a.map(0).put(a.text(1), a.value(2));
        return a.map(0);
    }

    private static Map<String, Object> unset(Arguments a) {
        a.map(0).remove(a.text(1));
        return a.map(0);
    }

    private static List<Object> pluck(Arguments a) {
        List<Object> found = new ArrayList<>();
        for (int i = 1; i < a.values().size(); i++) {
            if (a.map(i).containsKey(a.text(0))) {
                found.add(GoValue.of(a.map(i).get(a.text(0))));
            }
        }
        return found;
    }

    private static List<Object> keys(Arguments a) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < a.values().size(); i++) {
            keys.addAll(GoPrinter.sortedKeys(a.map(i)));
        }
        return keys;
    }

    private static List<Object> values(Map<String, Object> map) {
        List<Object> values = new ArrayList<>();
        GoPrinter.sortedKeys(map).forEach(key -> values.add(GoValue.of(map.get(key))));
        return values;
    }

    private static Map<String, Object> selected(Arguments a, boolean named) {
        Map<String, Object> selected = new LinkedHashMap<>();
        a.map(0).forEach((key, value) -> {
            if (a.from(1).contains(key) == named) {
                selected.put(key, value);
            }
        });
        return selected;
    }

    private static Map<String, Object> merged(Arguments a, boolean overwrites) {
        for (int i = 1; i < a.values().size(); i++) {
            merge(a.map(0), a.map(i), overwrites);
        }
        return a.map(0);
    }

    /** Maps in maps are merged; elsewhere what is empty gives way, or, overwriting, everything does, but to a map only a map. */
    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<String, Object> from, boolean overwrites) {
        from.forEach((key, value) -> {
            Object there = into.get(key);
            if (there instanceof Map<?, ?> inner && value instanceof Map<?, ?> more) {
                merge((Map<String, Object>) inner, (Map<String, Object>) more, overwrites);
            } else if (!into.containsKey(key) || isEmpty(there) || overwrites && !(value instanceof Map<?, ?>)) {
                into.put(key, value);
            }
        });
    }

    private static boolean isEmpty(Object value) {
        return !GoValue.isTrue(GoValue.of(value));
    }

    private static Object dig(List<Object> values) {
        if (values.size() < 3) {
            throw new IllegalArgumentException("dig needs at least three arguments");
        }
        Object at = values.getLast();
        for (Object key : values.subList(0, values.size() - 2)) {
            if (!(at instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(
                        "interface conversion: interface {} is " + nameOf(at) + ", not map[string]interface {}");
            }
            if (!(key instanceof String)) {
                throw new IllegalArgumentException(
                        "interface conversion: interface {} is " + nameOf(key) + ", not string");
            }
            if (!map.containsKey(key)) {
                return values.get(values.size() - 2);
            }
            at = GoValue.of(map.get(key));
        }
        return at;
    }

    private static String nameOf(Object value) {
        return value == null ? "nil" : GoValue.typeName(value);
    }
}
