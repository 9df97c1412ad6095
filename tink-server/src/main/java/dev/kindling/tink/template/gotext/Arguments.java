package dev.kindling.tink.template.gotext;

import java.util.List;
import java.util.Map;

/**
 * The arguments of one call, already of the types the parameters take.
 *
 * @param longest characters the result may have
 */
public record Arguments(List<Object> values, int longest) {

    public Object value(int index) {
        return values.get(index);
    }

    public String text(int index) {
        return (String) values.get(index);
    }

    public long number(int index) {
        return (Long) values.get(index);
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> map(int index) {
        return (Map<String, Object>) values.get(index);
    }

    /** Those from there on. */
    public List<Object> from(int index) {
        return values.subList(index, values.size());
    }

    /**
     * Guards the making of a text before it is made.
     *
     * @throws IllegalArgumentException when it would be longer than a template may make
     */
    public void requireRoom(long characters) {
        if (characters > longest) {
            throw new IllegalArgumentException("output is longer than " + longest + " characters");
        }
    }
}
