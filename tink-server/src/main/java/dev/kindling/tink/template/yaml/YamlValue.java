package dev.kindling.tink.template.yaml;

import java.util.List;

/** A value of a YAML document; it may be shared between places by an alias. */
public sealed interface YamlValue {

    /** Where it is written. */
    Mark mark();

    /** Values in it, itself included, aliases counted as often as they are used. */
    int size();

    /**
     * A place in the text.
     *
     * @param line from 1
     * @param column from 1
     */
    record Mark(int line, int column) {
        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }

    /**
     * A scalar.
     *
     * @param text as written, quotes and escapes resolved: {@code 0644} stays 0644
     * @param plain without quotes, so that {@code null} means nothing
     */
    record Scalar(Mark mark, String text, boolean plain) implements YamlValue {

        /** YAML's ways to write nothing. */
        public boolean isNull() {
            return plain && List.of("", "~", "null", "Null", "NULL").contains(text);
        }

        /** The text, empty for nothing (as yaml.v2 fills a string). */
        public String content() {
            return isNull() ? "" : text;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** A list. */
    record Items(Mark mark, List<YamlValue> values, int size) implements YamlValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A mapping; keys are scalars and differ. */
    record Entries(Mark mark, List<Entry> entries, int size) implements YamlValue {
        public Entries {
            entries = List.copyOf(entries);
        }
    }

    /** A key and its value. */
    record Entry(Scalar key, YamlValue value) {}
}
