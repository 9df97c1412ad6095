package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts values that only the node may know into a text: {@code ${NAME}} for each name that EXPAND lists. Names that are not
 * listed stay as they are, since contents are full of shell.
 */
final class Expansion {

    private static final String CLUSTER = "cluster.";

    private final Map<String, String> values;

    private Expansion(Map<String, String> values) {
        this.values = values;
    }

    static Expansion of(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : context.optional("EXPAND").orElse("").strip().split("\\s+")) {
            if (!name.isEmpty()) {
                values.put(name, value(name, context));
            }
        }
        return new Expansion(values);
    }

    private static String value(String name, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        if (name.startsWith(CLUSTER)) {
            return context.site().cluster(name.substring(CLUSTER.length()));
        }
        String value = context.environment().get(name);
        if (value == null) {
            throw new ActionFailure("EXPAND lists '" + name + "', but action '"
                    + context.assignment().name() + "' has neither environment nor secret of that name");
        }
        return value;
    }

    /** One pass: a value that looks like a name is not expanded again. */
    String apply(String text) {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
            int end = text.indexOf('}', start);
            String value = end < 0 ? null : values.get(text.substring(start + 2, end));
            expanded.append(text, at, value == null ? start + 2 : start);
            if (value != null) {
                expanded.append(value);
            }
            at = value == null ? start + 2 : end + 1;
        }
        return expanded.append(text, at, text.length()).toString();
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "Expansion" + values.keySet();
    }
}
