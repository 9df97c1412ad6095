package dev.kindling.tink.tinkerbell.classic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tinkerbell keeps a template's name beside its text; Kindling's templates are called what their text calls itself. */
public final class TemplateName {

    private static final Pattern LINE = Pattern.compile("(?m)^name[ \t]*:[^\r\n]*");

    private TemplateName() {}

    /** What the text calls itself at its top level; empty when it does not. */
    public static String of(String text) {
        Matcher line = LINE.matcher(text);
        return line.find() ? written(line) : "";
    }

    /** The text, calling itself by this name; an empty name leaves it as it is. */
    public static String given(String name, String text) {
        Matcher line = LINE.matcher(text);
        if (name.isEmpty() || !line.find() || written(line).equals(name)) {
            return text;
        }
        return text.substring(0, line.start()) + "name: " + name + text.substring(line.end());
    }

    private static String written(Matcher line) {
        String value = line.group().substring(line.group().indexOf(':') + 1).strip();
        return value.replaceAll("^[\"']|[\"']$", "");
    }
}
