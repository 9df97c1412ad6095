package dev.kindling.tink.tinkerbell.agent;

import dev.kindling.tink.tinkerbell.agent.EnrolmentProperties.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which rule is an agent's. Pure. */
final class EnrolmentRules {

    private EnrolmentRules() {}

    /** @param attributes JSON values; a list stands for each of its elements */
    static Optional<Rule> of(List<Rule> rules, Map<String, ?> attributes) {
        return rules.stream()
                .filter(rule -> rule.when().stream().allMatch(condition -> holds(condition, attributes)))
                // max keeps the last of equals; the first one written counts.
                .sorted(Comparator.comparingInt((Rule rule) -> rule.when().size())
                        .reversed())
                .findFirst();
    }

    private static boolean holds(String condition, Map<String, ?> attributes) {
        int equals = condition.indexOf('=');
        String[] path = condition.substring(0, equals).split("\\.");
        Pattern wanted = Pattern.compile("\\Q" + condition.substring(equals + 1).replace("*", "\\E.*\\Q") + "\\E");
        return values(attributes, path, 0).anyMatch(text -> wanted.matcher(text).matches());
    }

    private static Stream<String> values(Object value, String[] path, int depth) {
        return switch (value) {
            case null -> Stream.empty();
            case List<?> list -> list.stream().flatMap(element -> values(element, path, depth));
            case Map<?, ?> map -> depth == path.length ? Stream.empty() : values(map.get(path[depth]), path, depth + 1);
            default -> depth == path.length ? Stream.of(String.valueOf(value)) : Stream.empty();
        };
    }
}
