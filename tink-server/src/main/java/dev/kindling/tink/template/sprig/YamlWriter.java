package dev.kindling.tink.template.sprig;

import dev.kindling.tink.template.gotext.GoPrinter;
import dev.kindling.tink.template.gotext.GoText;
import dev.kindling.tink.template.gotext.GoValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Values to block YAML as Go's yaml.v2 lays it out: keys sorted, lists at the column of their key, line breaks as literal blocks. */
final class YamlWriter {

    /** What begins, ends or contains these is no plain scalar. */
    private static final Pattern NOT_PLAIN = Pattern.compile(
            "^[-?:](\\s.*)?$|^[,\\[\\]{}#&*!|>'\"%@`].*|^(---|\\.\\.\\.).*|^\\s.*|.*\\s$|.*:\\s.*|.*:$|.*\\s#.*",
            Pattern.DOTALL);

    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt\\s].*)?");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

    private final GoPrinter out;

    private YamlWriter(int longest) {
        this.out = new GoPrinter(longest);
    }

    static String write(Object value, int longest) {
        YamlWriter writer = new YamlWriter(longest);
        writer.value(GoValue.of(value), "", "");
        return writer.out.toString();
    }

    /**
     * Writes one value.
     *
     * @param first what stands before its first line, already decided by what contains it
     * @param indent what stands before its other lines
     */
    private void value(Object value, String first, String indent) {
        switch (value) {
            case List<?> list when list.isEmpty() -> out.append(first).append("[]");
            case Map<?, ?> map when map.isEmpty() -> out.append(first).append("{}");
            case List<?> list -> list(list, first, indent);
            case Map<?, ?> map -> map(map, first, indent);
            case null, default -> out.append(first).append(scalar(value, indent));
        }
    }

    private void list(List<?> list, String first, String indent) {
        String lead = first;
        for (Object element : list) {
            boolean inner = element instanceof List<?> || element instanceof Map<?, ?>;
            value(GoValue.of(element), lead + "- ", inner ? indent + "  " : indent);
            lead = "\n" + indent;
        }
    }

    private void map(Map<?, ?> map, String first, String indent) {
        String lead = first;
        for (String key : GoPrinter.sortedKeys(map)) {
            Object value = GoValue.of(map.get(key));
            out.append(lead).append(scalar(key, indent)).append(":");
            boolean list = value instanceof List<?> elements && !elements.isEmpty();
            boolean inner = value instanceof Map<?, ?> entries && !entries.isEmpty();
            String below = inner ? indent + "  " : indent;
            value(value, list || inner ? "\n" + below : " ", below);
            lead = "\n" + indent;
        }
    }

    private static String scalar(Object value, String indent) {
        return switch (value) {
            case null -> "null";
            case String text -> text(text, indent);
            case Double number -> Cast.text(number).replace("+Inf", ".inf").replace("-Inf", "-.inf");
            default -> value.toString();
        };
    }

    private static String text(String text, String indent) {
        boolean special = !text.codePoints().allMatch(c -> c == '\n' || GoText.isPrintable(c));
        if (special) {
            return doubleQuoted(text);
        }
        if (text.contains("\n")) {
            return text.contains(" \n") || text.endsWith(" ") ? doubleQuoted(text) : literal(text, indent);
        }
        if (isOther(text)) {
            return doubleQuoted(text);
        }
        return NOT_PLAIN.matcher(text).matches() ? "'" + text.replace("'", "''") + "'" : text;
    }

    /** Without quotes it would be read as something else. */
    private static boolean isOther(String text) {
        boolean nothing = text.isEmpty()
                || List.of("~", "null", "Null", "NULL", "<<", "=").contains(text);
        return nothing
                || !(YamlData.resolved(text) instanceof String)
                || TIMESTAMP.matcher(text).matches()
                || BASE_60.matcher(text).matches();
    }

    private static String literal(String text, String indent) {
        String body = text.replaceFirst("\n+$", "");
        int breaks = text.length() - body.length();
        String chomp = breaks == 0 ? "-" : breaks == 1 && !body.isEmpty() ? "" : "+";
        String hint = text.startsWith(" ") || text.startsWith("\n") ? "2" : "";
        StringBuilder lines = new StringBuilder("|" + hint + chomp);
        for (String line : body.split("\n", -1)) {
            lines.append('\n').append(line.isEmpty() ? "" : indent + "  " + line);
        }
        return lines + "\n".repeat(Math.max(0, breaks - 1));
    }

    private static String doubleQuoted(String text) {
        return GoText.quote(text);
    }
}
