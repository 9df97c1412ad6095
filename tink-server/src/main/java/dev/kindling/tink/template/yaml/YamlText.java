package dev.kindling.tink.template.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one document. Built on the parser's events, not on its object construction: that loses the text of scalars (0644) and their
 * places, and checks its limits too late.
 */
public final class YamlText {

    /** Characters. */
    private static final int LONGEST = 1 << 20;

    private static final int DEEPEST = 50;

    /** With aliases counted as often as they are used. */
    private static final int MOST_VALUES = 100_000;

    private final Iterator<Event> events;
    private final Map<Anchor, YamlValue> anchors = new HashMap<>();
    private int values;

    private YamlText(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(LONGEST)
                .setUseMarks(true)
                .setLabel("template")
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * Reads the text.
     *
     * @return empty when there is nothing in it but comments
     * @throws YamlException at the first thing that is wrong
     */
    public static Optional<YamlValue> parse(String text) throws YamlException {
        if (text.length() > LONGEST) {
            throw new YamlException(new YamlValue.Mark(1, 1), "", "is longer than " + LONGEST + " characters");
        }
        try {
            return new YamlText(text).document();
        } catch (MarkedYamlEngineException notYaml) {
            YamlValue.Mark mark = notYaml.getProblemMark().map(YamlText::mark).orElse(new YamlValue.Mark(1, 1));
            throw new YamlException(mark, "", "is not YAML: " + notYaml.getProblem());
        } catch (YamlEngineException refused) {
            throw new YamlException(new YamlValue.Mark(1, 1), "", "is not YAML: " + refused.getMessage());
        }
    }

    private Optional<YamlValue> document() throws YamlException {
        Optional<YamlValue> document = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent) {
                if (document.isPresent()) {
                    throw new YamlException(mark(event), "---", "is a second document; a template is one");
                }
                document = Optional.of(value(event, 1));
            }
        }
        return document;
    }

    private YamlValue value(Event event, int depth) throws YamlException {
        YamlValue.Mark mark = mark(event);
        if (depth > DEEPEST) {
            throw new YamlException(mark, "", "is nested more than " + DEEPEST + " deep");
        }
        YamlValue value = switch (event) {
            case AliasEvent alias -> alias(alias);
            case ScalarEvent scalar -> counted(new YamlValue.Scalar(mark, scalar.getValue(), scalar.isPlain()), 1);
            case SequenceStartEvent _ -> items(mark, depth);
            case MappingStartEvent _ -> entries(mark, depth);
            default -> throw new YamlException(mark, "", "is not YAML: unexpected " + event.getEventId());
        };
        if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
        }
        return value;
    }

    private YamlValue alias(AliasEvent alias) throws YamlException {
        String name = "*" + alias.getAlias().getValue();
        YamlValue target = anchors.get(alias.getAlias());
        if (target == null) {
            throw new YamlException(
                    mark(alias), name, "refers to no anchor above it (and an anchor cannot contain itself)");
        }
        return counted(target, target.size());
    }

    private YamlValue counted(YamlValue value, int size) throws YamlException {
        values += size;
        if (values > MOST_VALUES) {
            throw new YamlException(value.mark(), "", "makes more than " + MOST_VALUES + " values with its aliases");
        }
        return value;
    }

    private YamlValue items(YamlValue.Mark mark, int depth) throws YamlException {
        List<YamlValue> items = new ArrayList<>();
        int size = 1;
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            YamlValue item = value(event, depth + 1);
            items.add(item);
            size += item.size();
            event = events.next();
        }
        return counted(new YamlValue.Items(mark, items, size), 1);
    }

    private YamlValue entries(YamlValue.Mark mark, int depth) throws YamlException {
        Map<String, YamlValue.Entry> entries = new java.util.LinkedHashMap<>();
        List<YamlValue> merged = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlValue.Scalar key = key(event, depth);
            YamlValue value = value(events.next(), depth + 1);
            if (!seen.add(key.text())) {
                throw new YamlException(key.mark(), key.text(), "is there twice in one mapping");
            }
            if (key.plain() && key.text().equals("<<")) {
                merged.add(value);
            } else {
                entries.put(key.text(), new YamlValue.Entry(key, value));
            }
            event = events.next();
        }
        for (YamlValue value : merged) {
            merge(value, entries);
        }
        int size = 1
                + entries.values().stream()
                        .mapToInt(entry -> 1 + entry.value().size())
                        .sum();
        return counted(new YamlValue.Entries(mark, List.copyOf(entries.values()), size), 1);
    }

    private YamlValue.Scalar key(Event event, int depth) throws YamlException {
        if (value(event, depth + 1) instanceof YamlValue.Scalar scalar) {
            return scalar;
        }
        throw new YamlException(mark(event), "", "is a key that is no scalar; did you mean to quote {{ }}?");
    }

    /** {@code <<: *defaults}: YAML 1.1's merge key, which Tinkerbell's parser knows; what is written out wins. */
    private static void merge(YamlValue value, Map<String, YamlValue.Entry> into) throws YamlException {
        switch (value) {
            case YamlValue.Entries mapping ->
                mapping.entries().forEach(entry -> into.putIfAbsent(entry.key().text(), entry));
            case YamlValue.Items list -> {
                for (YamlValue item : list.values()) {
                    merge(item, into);
                }
            }
            case YamlValue.Scalar scalar ->
                throw new YamlException(scalar.mark(), scalar.text(), "cannot be merged; << takes a mapping");
        }
    }

    private static YamlValue.Mark mark(Event event) {
        return event.getStartMark().map(YamlText::mark).orElse(new YamlValue.Mark(1, 1));
    }

    private static YamlValue.Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
        return new YamlValue.Mark(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
