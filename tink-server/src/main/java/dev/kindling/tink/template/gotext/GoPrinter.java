package dev.kindling.tink.template.gotext;

import java.util.List;
import java.util.Map;

/** Text with an upper limit, and Go's plain forms of values in it (%v, Sprint, Sprintln). */
public final class GoPrinter {

    /** More text than a template may make. */
    public static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLong(int limit) {
            super("output is longer than " + limit + " characters", null, false, false);
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final int limit;

    public GoPrinter(int limit) {
        this.limit = limit;
    }

    public GoPrinter append(String more) {
        if (more.length() > limit - text.length()) {
            throw new TooLong(limit);
        }
        text.append(more);
        return this;
    }

    /** As %v. */
    public GoPrinter value(Object value) {
        return switch (value) {
            case null -> append("<nil>");
            case Double number -> append(GoNumber.shortest(number));
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case GoObject object -> append(object.toString());
            default ->
                append(GoValue.of(value) instanceof Double number ? GoNumber.shortest(number) : value.toString());
        };
    }

    private GoPrinter list(List<?> list) {
        append("[");
        String separator = "";
        for (Object element : list) {
            append(separator).value(element);
            separator = " ";
        }
        return append("]");
    }

    private GoPrinter map(Map<?, ?> map) {
        append("map[");
        String separator = "";
        for (String key : sortedKeys(map)) {
            append(separator).append(key).append(":").value(map.get(key));
            separator = " ";
        }
        return append("]");
    }

    /** Spaces between two neighbours that are no strings. */
    GoPrinter sprint(List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            boolean strings = i > 0 && (values.get(i) instanceof String || values.get(i - 1) instanceof String);
            append(i > 0 && !strings ? " " : "").value(values.get(i));
        }
        return this;
    }

    /** Spaces between all, and a line end. */
    GoPrinter sprintln(List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            append(i > 0 ? " " : "").value(values.get(i));
        }
        return append("\n");
    }

    public static List<String> sortedKeys(Map<?, ?> map) {
        return map.keySet().stream()
                .map(String.class::cast)
                .sorted(Comparison::byCodePoint)
                .toList();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
