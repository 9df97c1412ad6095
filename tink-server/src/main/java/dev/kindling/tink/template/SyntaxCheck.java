package dev.kindling.tink.template;

import dev.kindling.tink.template.gotext.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All syntax errors of a template: an action that is wrong is taken out, and the rest is read again. */
final class SyntaxCheck {

    private static final int MOST = 50;
    private static final Pattern ACTION = Pattern.compile("\\{\\{.*?}}", Pattern.DOTALL);
    private static final Pattern KEYWORD =
            Pattern.compile("\\{\\{-?\\s*(if|range|with|define|block|else|end)\\b", Pattern.DOTALL);

    private SyntaxCheck() {}

    static List<TemplateException> errors(String name, String source) {
        List<TemplateException> errors = new ArrayList<>();
        String text = source;
        while (errors.size() < MOST) {
            try {
                TemplateLanguage.parse(name, text);
                return errors;
            } catch (TemplateException error) {
                errors.add(error);
                String without = without(text, error);
                if (without.equals(text)) {
                    return errors;
                }
                text = without;
            }
        }
        return errors;
    }

    /** The text without the action on the error's place; the same text when there is none that could go. */
    private static String without(String text, TemplateException error) {
        int position = position(text, error.line(), error.column());
        Matcher action = ACTION.matcher(text);
        int from = 0;
        while (action.find(from)) {
            if (action.end() >= position && action.start() <= position) {
                return text.substring(0, action.start()) + instead(action.group()) + text.substring(action.end());
            }
            from = action.end();
        }
        return text;
    }

    /** What opens a block stays one, or its end would be the next error; line breaks stay, so that lines are right. */
    private static String instead(String action) {
        Matcher keyword = KEYWORD.matcher(action);
        String breaks = action.replaceAll("[^\\n]", "");
        if (!keyword.find()) {
            return breaks;
        }
        return switch (keyword.group(1)) {
            case "define", "block" -> "{{if 0}}" + breaks;
            case "else" -> "{{else}}" + breaks;
            case "end" -> breaks;
            default -> "{{" + keyword.group(1) + " 0}}" + breaks;
        };
    }

    private static int position(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line && start >= 0; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        return Math.min(text.length(), start + column - 1);
    }
}
