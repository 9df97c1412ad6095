package dev.kindling.tink.template.gotext;

/**
 * What a template may use up.
 *
 * @param output characters
 * @param steps nodes evaluated, and elements printed or compared
 * @param nesting parentheses, control structures and template calls inside each other
 */
public record Limits(int output, int steps, int nesting) {

    /** 1 Mi characters, a million steps, 100 levels. */
    public static final Limits DEFAULT = new Limits(1 << 20, 1_000_000, 100);
}
