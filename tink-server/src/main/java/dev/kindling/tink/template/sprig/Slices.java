package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoValue;
import dev.kindling.tink.template.gotext.Indexing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Parts of a list, and the list in another order. */
final class Slices {

    private Slices() {}

    static void addTo(FunctionTable.Builder table) {
        one(table, "first", "find first", list -> list.isEmpty() ? null : list.getFirst());
        one(table, "last", "find last", list -> list.isEmpty() ? null : list.getLast());
        one(table, "rest", "find rest", list -> list.isEmpty() ? null : list.subList(1, list.size()));
        one(table, "initial", "find initial", list -> list.isEmpty() ? null : list.subList(0, list.size() - 1));
        one(table, "reverse", "find reverse", List::reversed);
        one(table, "uniq", "find uniq", Slices::unique);
        one(
                table,
                "compact",
                "compact",
                list -> list.stream()
                        .filter(element -> GoValue.isTrue(GoValue.of(element)))
                        .toList());
        table.addVariadic("slice", a -> a.value(0) instanceof String ? Indexing.slice(a.values()) : slice(a), ANY, ANY)
                .addVariadic("mustSlice", Slices::slice, ANY, ANY);
    }

    /** Go's nil slice prints as an empty one, so it is one here. */
    private static void one(
            FunctionTable.Builder table, String name, String purpose, Function<List<Object>, Object> body) {
        boolean givesList = name.equals("rest") || name.equals("initial");
        table.add(
                        name,
                        a -> {
                            Object result = body.apply(Cast.list(a.value(0), purpose));
                            return result == null && givesList ? List.of() : GoValue.of(result);
                        },
                        ANY)
                .alias("must" + Character.toUpperCase(name.charAt(0)) + name.substring(1), name);
    }

    private static List<Object> unique(List<Object> list) {
        List<Object> unique = new ArrayList<>();
        for (Object element : list) {
            if (!Lists.in(unique, element)) {
                unique.add(element);
            }
        }
        return unique;
    }

    private static Object slice(Arguments a) {
        if (!(a.value(0) instanceof List<?> list)) {
            throw new IllegalArgumentException("list should be type of slice or array but " + Cast.kind(a.value(0)));
        }
        if (list.isEmpty()) {
            return null;
        }
        long from = a.values().size() > 1 ? Cast.number(a.value(1)) : 0;
        long to = a.values().size() > 2 ? Cast.number(a.value(2)) : list.size();
        if (from < 0 || to > list.size() || from > to) {
            throw new IllegalArgumentException("reflect.Value.Slice: slice index out of bounds");
        }
        return list.subList((int) from, (int) to);
    }
}
