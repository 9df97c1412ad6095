package dev.kindling.boots.conformance;

import dev.kindling.boots.conformance.RuleBook.Entry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders {@code docs/conformance.md}: rules, tests and results in, text out. */
final class ConformanceDocument {

    private static final String NOT_RUN = "not run";

    private final Map<String, Entry> rules;
    private final Map<String, Set<String>> positive;
    private final Map<String, Set<String>> negative;

    /**
     * @param positive number of a rule to the tests {@code Class.method}
     * @param negative likewise
     */
    ConformanceDocument(
            Map<String, Entry> rules, Map<String, Set<String>> positive, Map<String, Set<String>> negative) {
        this.rules = rules;
        this.positive = positive;
        this.negative = negative;
    }

    /**
     * @param results of the tests that ran here
     * @param before the document as it is: a row whose tests did not run here keeps its result
     */
    String render(Map<String, String> results, String before) {
        StringBuilder text = new StringBuilder();
        text.append("# Conformance\n\n")
                .append("Made by the tests, checked by `ConformanceTests`; do not edit. After a change: run the tests ")
                .append("of boots-service as root, then\n")
                .append("`mvn -pl boots-service -am -Dsurefire.failIfNoSpecifiedTests=false ")
                .append("-Dtest=ConformanceTests -Dkindling.conformance=write test`.\n\n")
                .append("Each rule has tests that show it kept (+) and tests that show its breach refused, ignored ")
                .append("or survived (-).\n\n")
                .append(count(Entry::isKept))
                .append(" kept, ")
                .append(rules.size() - count(Entry::isKept) - count(Entry::isOpen))
                .append(" decided against, ")
                .append(count(Entry::isOpen))
                .append(" open.\n");
        section(text, "DHCP", "D", results, before);
        section(text, "TFTP", "T", results, before);
        return text.toString();
    }

    private long count(Predicate<Entry> which) {
        return rules.values().stream().filter(which).count();
    }

    private void section(StringBuilder text, String title, String letter, Map<String, String> results, String before) {
        text.append("\n## ")
                .append(title)
                .append("\n\n| rule | says | from | tests | result |\n|---|---|---|---|---|\n");
        for (Entry rule : rules.values()) {
            if (rule.number().startsWith(letter)) {
                text.append(row(rule)).append(result(rule, results, before)).append(" |\n");
            }
        }
    }

    /** All of the row but its result. */
    String row(Entry rule) {
        return "| " + rule.number() + " | " + rule.sentence() + " | " + rule.source() + " | "
                + Stream.concat(marked("+", positive, rule), marked("-", negative, rule))
                        .collect(Collectors.joining("<br>"))
                + " | ";
    }

    private static Stream<String> marked(String sign, Map<String, Set<String>> tests, Entry rule) {
        return tests.getOrDefault(rule.number(), Set.of()).stream().map(test -> sign + " `" + test + "`");
    }

    private String result(Entry rule, Map<String, String> results, String before) {
        if (rule.isOpen()) {
            return "open";
        }
        if (!rule.isKept()) {
            return "decided against: " + rule.reason();
        }
        List<String> outcomes = Stream.of(positive, negative)
                .map(tests -> tests.getOrDefault(rule.number(), Set.of()))
                .flatMap(Collection::stream)
                .map(test -> results.getOrDefault(test, NOT_RUN))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        return outcomes.contains(NOT_RUN) ? earlier(rule, before) : String.join(", ", outcomes);
    }

    private String earlier(Entry rule, String before) {
        String row = row(rule);
        return before.lines()
                .filter(line -> line.startsWith(row))
                .map(line -> line.substring(row.length(), line.length() - 2))
                .findFirst()
                .orElse(NOT_RUN);
    }

    /** What is wrong with the rules and their tests, a sentence each. */
    Set<String> faults() {
        Set<String> faults = new TreeSet<>();
        for (Entry rule : rules.values()) {
            boolean shown = positive.containsKey(rule.number()) && negative.containsKey(rule.number());
            if (rule.isKept() && !shown) {
                faults.add(rule.number() + " is kept but lacks a positive or a negative test");
            }
            if (rule.isOpen() && shown) {
                faults.add(rule.number() + " is open though it has both tests: write 'kept' in rules.tsv");
            }
        }
        Stream.concat(positive.keySet().stream(), negative.keySet().stream())
                .filter(number -> !rules.containsKey(number))
                .forEach(number -> faults.add(number + " is tested but is no rule of rules.tsv"));
        return faults;
    }
}
