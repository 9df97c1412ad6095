package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.Arguments;
import dev.kindling.tink.template.gotext.FunctionTable;
import dev.kindling.tink.template.gotext.GoPrinter;
import dev.kindling.tink.template.gotext.GoValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as Go writes it: keys sorted, and, but for the raw form, {@code < > &} escaped. */
final class Json {

    private static final JsonMapper READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final double PLAIN_FROM = 1e-6;
    private static final double PLAIN_BELOW = 1e21;
    private static final String NO_BREAK = "";

    private final GoPrinter out;
    private final boolean escapesHtml;
    private final boolean pretty;

    private Json(int longest, boolean escapesHtml, boolean pretty) {
        this.out = new GoPrinter(longest);
        this.escapesHtml = escapesHtml;
        this.pretty = pretty;
    }

    static void addTo(FunctionTable.Builder table) {
        table.add("toJson", a -> written(a, true, false), ANY)
                .alias("mustToJson", "toJson")
                .add("toPrettyJson", a -> written(a, true, true), ANY)
                .alias("mustToPrettyJson", "toPrettyJson")
                .add("toRawJson", a -> written(a, false, false), ANY)
                .alias("mustToRawJson", "toRawJson");
        table.add("fromJson", a -> read(a.text(0), false), STRING)
                .add("mustFromJson", a -> read(a.text(0), true), STRING);
    }

    private static String written(Arguments a, boolean escapesHtml, boolean pretty) {
        Json json = new Json(a.longest(), escapesHtml, pretty);
        json.write(a.value(0), pretty ? "\n" : NO_BREAK);
        return json.out.toString();
    }

    /** Sprig's plain form gives nil for what is no JSON. */
    private static Object read(String text, boolean must) {
        try {
            return GoValue.changeable(READER.readValue(text, Object.class));
        } catch (JacksonException notJson) {
            if (must) {
                throw new IllegalArgumentException("is not JSON");
            }
            return null;
        }
    }

    private void write(Object raw, String lineBreak) {
        switch (GoValue.of(raw)) {
            case null -> out.append("null");
            case String text -> string(text);
            case Double number -> out.append(number(number));
            case List<?> list -> list(list, lineBreak);
            case Map<?, ?> map -> map(map, lineBreak);
            case Object value when value instanceof Boolean || value instanceof Long -> out.append(value.toString());
            case Object value -> string(value.toString());
        }
    }

    private void list(List<?> list, String lineBreak) {
        String inner = pretty ? lineBreak + "  " : NO_BREAK;
        out.append("[");
        for (int i = 0; i < list.size(); i++) {
            out.append(i > 0 ? "," : "").append(inner);
            write(list.get(i), inner);
        }
        out.append(list.isEmpty() ? "" : lineBreak).append("]");
    }

    private void map(Map<?, ?> map, String lineBreak) {
        String inner = pretty ? lineBreak + "  " : NO_BREAK;
        String separator = "";
        out.append("{");
        for (String key : GoPrinter.sortedKeys(map)) {
            out.append(separator).append(inner);
            string(key);
            out.append(pretty ? ": " : ":");
            write(map.get(key), inner);
            separator = ",";
        }
        out.append(map.isEmpty() ? "" : lineBreak).append("}");
    }

    private static String number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("json: unsupported value: " + Cast.text(number));
        }
        double magnitude = Math.abs(number);
        if (magnitude != 0 && (magnitude < PLAIN_FROM || magnitude >= PLAIN_BELOW)) {
            return Cast.text(number).replace("e-0", "e-");
        }
        String plain = new BigDecimal(Double.toString(number)).toPlainString();
        return plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain;
    }

    private void string(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(mustEscape(c) ? String.format(Locale.ROOT, "\\u%04x", c) : (char) c + "");
            }
        });
        out.append(quoted.append('"').toString());
    }

    private boolean mustEscape(int c) {
        return c < ' ' || c == 0x2028 || c == 0x2029 || escapesHtml && (c == '<' || c == '>' || c == '&');
    }
}
