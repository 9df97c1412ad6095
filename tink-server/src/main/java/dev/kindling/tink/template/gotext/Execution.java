package dev.kindling.tink.template.gotext;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** One rendering: where it is, for errors, and what it has used up. */
final class Execution {

    private static final int UNITS_PER_STEP = 64;
    /** In one list or map with all that is in it, counted as often as it is used. */
    private static final int MOST_VALUES = 100_000;

    private static final int DEEPEST = 100;
    private static final int MOST_PROBLEMS = 100;

    private final String name;
    private final String source;
    private final Limits limits;
    private final FunctionTable functions;
    private String executing;
    private Node at;
    private int steps;
    private int depth;
    private int measured;
    /** Where missing keys are collected; null where the first ends the rendering. */
    private List<TemplateException> missing;

    Execution(String name, String source, Limits limits, FunctionTable functions) {
        this.name = name;
        this.source = source;
        this.limits = limits;
        this.functions = functions;
        this.executing = name;
    }

    Limits limits() {
        return limits;
    }

    FunctionTable functions() {
        return functions;
    }

    void collect(List<TemplateException> problems) {
        missing = problems;
    }

    /** A key that is not there: the end, or, where all problems are wanted, one of them. */
    void missing(String reason) {
        TemplateException problem = error(reason);
        if (missing == null) {
            throw problem;
        }
        boolean known = missing.stream().anyMatch(each -> each.getMessage().equals(problem.getMessage()));
        if (!known && missing.size() < MOST_PROBLEMS) {
            missing.add(problem);
        }
    }

    /** Marks the node that an error would be about. */
    void at(Node node) {
        at = node;
    }

    /** Goes one level into the tree; every pipeline and control structure is one, across all templates. */
    void descend() {
        if (++depth > limits.nesting() * 4) {
            throw error("more than " + limits.nesting() * 4 + " levels inside each other");
        }
    }

    void ascend() {
        depth--;
    }

    void step() {
        if (++steps > limits.steps()) {
            throw error("more than " + limits.steps() + " steps");
        }
    }

    /**
     * Counts work that grows with the size of a value: texts compared, copied or printed, keys sorted. A template can put lists into
     * lists, and a map into itself, so whatever is about to be walked through is measured here first.
     */
    void charge(Object value) {
        measured = 0;
        steps += units(value, 0, 0) / UNITS_PER_STEP;
        step();
    }

    private int units(Object value, int before, int level) {
        if (value instanceof String text) {
            return before + text.length();
        }
        if (!(value instanceof Collection<?>) && !(value instanceof Map<?, ?>)) {
            return before + 1;
        }
        if (level > DEEPEST) {
            throw error("lists and maps are more than " + DEEPEST + " levels inside each other");
        }
        Collection<?> inner = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
        int units = before + 1;
        for (Object element : inner) {
            units = units(element, units, level + 1);
            if (++measured > MOST_VALUES) {
                throw error("more than " + MOST_VALUES + " values in one list or map");
            }
        }
        return units;
    }

    /** Goes into a named template and answers the one before. */
    String enter(String template) {
        String before = executing;
        executing = template;
        return before;
    }

    TemplateException error(String reason) {
        Place place = Place.of(source, at.position());
        String context = at.toString();
        String where = name + ":" + place.line() + ":" + place.bytes();
        String message =
                "template: " + where + ": executing " + GoText.quote(executing) + " at <" + context + ">: " + reason;
        return new TemplateException(message, place, context, reason);
    }
}
