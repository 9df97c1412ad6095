package dev.kindling.tink.template;

import dev.kindling.tink.failure.Spelling;
import dev.kindling.tink.template.Violations.Field;
import dev.kindling.tink.template.yaml.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping with a fixed set of keys: an unknown key is a violation that names the nearest known one. */
final class StrictMapping {

    private final YamlValue.Mark mark;
    private final String path;
    private final Violations violations;
    private final Map<String, YamlValue> values = new HashMap<>();

    private StrictMapping(YamlValue.Mark mark, String path, Violations violations) {
        this.mark = mark;
        this.path = path;
        this.violations = violations;
    }

    static StrictMapping of(YamlValue value, String path, List<String> known, Violations violations) {
        StrictMapping mapping = new StrictMapping(value.mark(), path, violations);
        if (value instanceof YamlValue.Entries entries) {
            entries.entries().forEach(entry -> mapping.take(entry, known));
        } else {
            violations.add(
                    value.mark(), path, shown(value), "is not a mapping; its keys are " + String.join(", ", known));
        }
        return mapping;
    }

    private void take(YamlValue.Entry entry, List<String> known) {
        String key = entry.key().text();
        if (known.contains(key)) {
            values.put(key, entry.value());
        } else {
            violations.add(entry.key().mark(), path + "/" + key, key, Spelling.unknownKey(key, known));
        }
    }

    /** A scalar's text; empty text when it is absent. */
    Field text(String key) {
        YamlValue value = values.get(key);
        String at = path + "/" + key;
        return switch (value) {
            case null -> new Field(mark, at, "");
            case YamlValue.Scalar scalar -> new Field(scalar.mark(), at, scalar.content());
            case YamlValue.Items _, YamlValue.Entries _ -> {
                refuse(value, at, "is not a text; write one value");
                yield new Field(value.mark(), at, "{{");
            }
        };
    }

    Optional<Field> optionalText(String key) {
        return values.containsKey(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /** A whole number of at least zero. */
    int number(String key, int largest) {
        Field field = text(key);
        boolean right =
                field.text().isEmpty() || field.text().matches("\\d{1,9}") && Integer.parseInt(field.text()) <= largest;
        violations.require(right, field, "is not a whole number from 0 to " + largest);
        return right && !field.text().isEmpty() ? Integer.parseInt(field.text()) : 0;
    }

    /** The values of a list; each may be anything. */
    List<YamlValue> items(String key) {
        YamlValue value = values.get(key);
        return switch (value) {
            case null -> List.of();
            case YamlValue.Items list -> list.values();
            case YamlValue.Scalar scalar when scalar.isNull() -> List.of();
            case YamlValue.Scalar _, YamlValue.Entries _ -> {
                refuse(value, path + "/" + key, "is not a list; write '- ' before each item");
                yield List.of();
            }
        };
    }

    List<Field> texts(String key) {
        List<Field> texts = new ArrayList<>();
        for (YamlValue item : items(key)) {
            String at = path + "/" + key + "/" + texts.size();
            if (item instanceof YamlValue.Scalar scalar) {
                texts.add(new Field(scalar.mark(), at, scalar.content()));
            } else {
                refuse(item, at, "is not a text");
                texts.add(new Field(item.mark(), at, "{{"));
            }
        }
        return texts;
    }

    /** Name to text, in the order they are written. */
    Map<String, Field> textsByName(String key) {
        YamlValue value = values.get(key);
        Map<String, Field> texts = new LinkedHashMap<>();
        if (value instanceof YamlValue.Entries entries) {
            entries.entries().forEach(entry -> texts.put(entry.key().text(), named(entry, path + "/" + key)));
        } else if (value != null && !(value instanceof YamlValue.Scalar scalar && scalar.isNull())) {
            refuse(value, path + "/" + key, "is not a mapping of names to texts");
        }
        return texts;
    }

    private Field named(YamlValue.Entry entry, String parent) {
        String at = parent + "/" + entry.key().text();
        if (entry.key().content().isEmpty()) {
            violations.add(entry.key().mark(), at, "", "is an empty name");
        }
        if (entry.value() instanceof YamlValue.Scalar scalar) {
            return new Field(scalar.mark(), at, scalar.content());
        }
        refuse(entry.value(), at, "is not a text; quote it");
        return new Field(entry.value().mark(), at, "{{");
    }

    private void refuse(YamlValue value, String at, String rule) {
        violations.add(value.mark(), at, shown(value), rule);
    }

    static String shown(YamlValue value) {
        return switch (value) {
            case YamlValue.Scalar scalar -> scalar.text();
            case YamlValue.Items items -> "a list of " + items.values().size();
            case YamlValue.Entries entries ->
                "a mapping of " + entries.entries().size();
        };
    }
}
