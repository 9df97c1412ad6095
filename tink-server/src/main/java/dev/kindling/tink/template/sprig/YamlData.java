package dev.kindling.tink.template.sprig;

import dev.kindling.tink.template.gotext.GoValue;
import dev.kindling.tink.template.yaml.YamlException;
import dev.kindling.tink.template.yaml.YamlText;
import dev.kindling.tink.template.yaml.YamlValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** YAML to values, by the rules of YAML 1.1 that Tinkerbell's parser has: yes is true, and 0644 is octal. */
final class YamlData {

    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern INTEGER =
            Pattern.compile("([+-]?)(?:0x([0-9a-fA-F_]+)|0b([01_]+)|0o?([0-7_]+)|([1-9][0-9_]*|0))");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

    private YamlData() {}

    static Object read(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("fromYaml: empty YAML input");
        }
        try {
            return YamlText.parse(text).map(YamlData::value).orElse(null);
        } catch (YamlException notYaml) {
            throw new IllegalArgumentException("fromYaml: " + notYaml.mark() + ": " + notYaml.getMessage());
        }
    }

    private static Object value(YamlValue value) {
        return switch (value) {
            case YamlValue.Scalar scalar -> scalar.plain() ? plain(scalar) : scalar.text();
            case YamlValue.Items items -> {
                List<Object> list = new ArrayList<>();
                items.values().forEach(item -> list.add(value(item)));
                yield list;
            }
            case YamlValue.Entries entries -> {
                Map<String, Object> map = new LinkedHashMap<>();
                entries.entries().forEach(entry -> map.put(entry.key().text(), value(entry.value())));
                yield map;
            }
        };
    }

    private static Object plain(YamlValue.Scalar scalar) {
        return scalar.isNull() ? null : resolved(scalar.text());
    }

    /** What a scalar without quotes means; the text itself where it is one. */
    static Object resolved(String text) {
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text);
        }
        Matcher integer = INTEGER.matcher(text);
        if (integer.matches()) {
            return GoValue.of(integer(integer));
        }
        if (text.matches("[-+]?\\.(inf|Inf|INF)")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return FLOAT.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
    }

    private static BigInteger integer(Matcher integer) {
        int[] radixes = {16, 2, 8, 10};
        BigInteger magnitude = BigInteger.ZERO;
        for (int i = 0; i < radixes.length; i++) {
            String digits = integer.group(i + 2);
            if (digits != null && !digits.replace("_", "").isEmpty()) {
                magnitude = new BigInteger(digits.replace("_", ""), radixes[i]);
            }
        }
        return integer.group(1).equals("-") ? magnitude.negate() : magnitude;
    }
}
