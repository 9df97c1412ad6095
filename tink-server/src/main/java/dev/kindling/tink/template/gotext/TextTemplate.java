package dev.kindling.tink.template.gotext;

import java.util.List;

/** A parsed template; may be rendered any number of times, by any number of threads. */
public interface TextTemplate {

    /**
     * Reads Go's text/template syntax, with Go's own functions.
     *
     * @param name shows up in error messages
     * @throws TemplateException at the first syntax error
     */
    static TextTemplate parse(String name, String source) {
        return parse(name, source, Limits.DEFAULT, FunctionTable.builtin());
    }

    /** As {@link #parse(String, String)}, with limits and functions of its own. */
    static TextTemplate parse(String name, String source, Limits limits, FunctionTable functions) {
        return new GoTemplate(name, source, limits, functions);
    }

    /**
     * Fills in.
     *
     * @param data what {@code .} is: maps with string keys, lists, strings, numbers, booleans, null
     * @throws TemplateException at the first missing key, wrong type or exceeded limit
     */
    String render(Object data);

    /** Every missing key, and the first error that is none: empty where {@link #render} gives a text. */
    List<TemplateException> problems(Object data);
}
