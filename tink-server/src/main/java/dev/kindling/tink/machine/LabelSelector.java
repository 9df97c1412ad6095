package dev.kindling.tink.machine;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Machines by the labels in their hardware's {@code metadata.labels}: {@code room=b,shelf!=3,rack,!broken}; all terms must hold.
 *
 * @param text as written
 */
public record LabelSelector(String text, List<Term> terms) {

    private static final Pattern TERM = Pattern.compile(
            "(?:(?<lacks>!)\\s*)?(?<name>[A-Za-z0-9][A-Za-z0-9._/-]{0,62})(?:\\s*(?<operator>!?=)\\s*(?<value>[^,=!\\\\\"]{1,63}))?");
    /** In the row of the hardware that is called "hardware"; the index of V30 has this expression. */
    private static final String LABELS = "(hardware.document -> 'metadata' -> 'labels')";

    /** One condition. */
    public sealed interface Term {
        String name();

        /** Has the label with this value. */
        record Is(String name, String value) implements Term {}

        /** Has it with another value, or not at all. */
        record IsNot(String name, String value) implements Term {}

        record Has(String name) implements Term {}

        record Lacks(String name) implements Term {}
    }

    /** Reads what a person writes. */
    public static LabelSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher term = TERM.matcher(each.strip());
            boolean read = term.matches() && (term.group("lacks") == null || term.group("operator") == null);
            if (!read) {
                throw new Failure.Invalid(
                        "selector",
                        List.of(new Violation(
                                "selector",
                                each.strip(),
                                "is not NAME=VALUE, NAME!=VALUE, NAME or !NAME; terms are separated by commas")));
            }
            terms.add(term(term));
        }
        return new LabelSelector(text, List.copyOf(terms));
    }

    private static Term term(Matcher term) {
        String name = term.group("name");
        if (term.group("lacks") != null) {
            return new Term.Lacks(name);
        }
        return switch (term.group("operator")) {
            case null -> new Term.Has(name);
            case "=" -> new Term.Is(name, term.group("value").strip());
            default -> new Term.IsNot(name, term.group("value").strip());
        };
    }

    /** Whether labels are as wanted. */
    public boolean matches(Map<String, String> labels) {
        return terms.stream().allMatch(term -> switch (term) {
            case Term.Is is -> is.value().equals(labels.get(is.name()));
            case Term.IsNot not -> !not.value().equals(labels.get(not.name()));
            case Term.Has has -> labels.containsKey(has.name());
            case Term.Lacks lacks -> !labels.containsKey(lacks.name());
        });
    }

    /** Whether the index of V30 finds what it selects: it knows values, not their absence. */
    boolean isIndexed() {
        return terms.stream().anyMatch(Term.Is.class::isInstance);
    }

    /** The condition on a joined row "hardware"; its values are {@link #parameters}. */
    public String sql() {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            String value = ":label" + i;
            conditions.add(
                    switch (terms.get(i)) {
                        case Term.Is _ -> LABELS + " @> cast(" + value + " as jsonb)";
                        case Term.IsNot _ -> "not coalesce(" + LABELS + " @> cast(" + value + " as jsonb), false)";
                        case Term.Has _ -> "jsonb_exists(" + LABELS + ", " + value + ")";
                        case Term.Lacks _ -> "not coalesce(jsonb_exists(" + LABELS + ", " + value + "), false)";
                    });
        }
        return "(" + String.join(" and ", conditions) + ")";
    }

    /** By the names that {@link #sql} uses. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Term term : terms) {
            String value = switch (term) {
                case Term.Is is -> object(is.name(), is.value());
                case Term.IsNot not -> object(not.name(), not.value());
                case Term.Has has -> has.name();
                case Term.Lacks lacks -> lacks.name();
            };
            parameters.put("label" + parameters.size(), value);
        }
        return parameters;
    }

    /** The syntax lets neither quotes nor backslashes pass. */
    private static String object(String name, String value) {
        return "{\"" + name + "\": \"" + value + "\"}";
    }

    @Override
    public String toString() {
        return text;
    }
}
