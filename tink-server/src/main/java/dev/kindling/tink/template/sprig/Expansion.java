package dev.kindling.tink.template.sprig;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's {@code $1}, {@code ${1}}, {@code $name} and {@code $$} in a replacement; an unknown group is nothing. */
final class Expansion {

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|\\{(\\w+)}|(\\w+))");
    private static final int MOST_DIGITS = 8;

    private Expansion() {}

    static String of(String replacement, List<String> groups, Map<String, Integer> names) {
        StringBuilder expanded = new StringBuilder();
        Matcher reference = REFERENCE.matcher(replacement);
        int from = 0;
        while (reference.find()) {
            expanded.append(replacement, from, reference.start());
            if (reference.group(1) != null) {
                expanded.append('$');
            } else {
                String name = reference.group(2) == null ? reference.group(3) : reference.group(2);
                expanded.append(group(name, groups, names));
            }
            from = reference.end();
        }
        return expanded.append(replacement.substring(from)).toString();
    }

    private static String group(String name, List<String> groups, Map<String, Integer> names) {
        boolean number = name.length() <= MOST_DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
        int index = number ? Integer.parseInt(name) : names.getOrDefault(name, -1);
        String text = index >= 0 && index < groups.size() ? groups.get(index) : null;
        return text == null ? "" : text;
    }
}
