package dev.kindling.tink.template;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.yaml.YamlException;
import dev.kindling.tink.template.yaml.YamlText;
import dev.kindling.tink.template.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be said of a template before there is data: the language's syntax always; structure and keys where the text is YAML as it
 * stands. Text that only becomes YAML by rendering (control actions between lines) is judged when a workflow is made of it.
 */
final class TemplateCheck {

    private static final Pattern NAME = Pattern.compile("(?m)^name:[ \\t]*(\"[^\"\\n]*\"|'[^'\\n]*'|[^#\\n]*)");
    /** Tinkerbell refuses text that is no YAML before rendering, so its users write control actions into comments. */
    private static final Pattern CONTROL_IN_COMMENT =
            Pattern.compile("(?m)^\\s*#.*\\{\\{-?\\s*(if|range|with|else|end|define|block|template)\\b");

    private static final String FALLBACK_NAME = "template";

    private TemplateCheck() {}

    /**
     * Checks.
     *
     * @return the name the YAML gives itself
     * @throws Failure.Invalid with all violations
     */
    static String check(String text) {
        TemplateRenderer.refuseIfAny("template", problems(text));
        return writtenName(text).orElseThrow();
    }

    /** Everything that is wrong. */
    static List<Violation> problems(String text) {
        List<Violation> violations = new ArrayList<>(syntax(text));
        if (!CONTROL_IN_COMMENT.matcher(text).find()) {
            violations.addAll(structure(text));
        }
        Optional<String> name = writtenName(text);
        if (violations.isEmpty() && name.filter(found -> !found.contains("{{")).isEmpty()) {
            violations.add(new Violation(
                    "/name",
                    name.orElse(""),
                    "is what the template is stored under; write it at the top level, without {{ }}"));
        }
        return violations;
    }

    static List<Violation> syntax(String text) {
        return SyntaxCheck.errors(nameOf(text), text).stream()
                .map(TemplateRenderer::violation)
                .toList();
    }

    /** What is wrong with a text that has been rendered. */
    static List<Violation> problemsOfRendered(String text) {
        try {
            Optional<YamlValue> root = YamlText.parse(text);
            Violations violations = new Violations(true);
            DocumentReader.read(root.orElse(new YamlValue.Scalar(new YamlValue.Mark(1, 1), "", true)), violations);
            return violations.found();
        } catch (YamlException notYaml) {
            return List.of(new Violation(notYaml.mark().toString(), notYaml.excerpt(), notYaml.getMessage()));
        }
    }

    private static List<Violation> structure(String text) {
        try {
            Optional<YamlValue> root = YamlText.parse(text);
            Violations violations = new Violations(false);
            DocumentReader.read(root.orElse(new YamlValue.Scalar(new YamlValue.Mark(1, 1), "", true)), violations);
            return violations.found();
        } catch (YamlException notYaml) {
            return becomesYaml(text, notYaml)
                    ? List.of()
                    : List.of(new Violation(notYaml.mark().toString(), notYaml.excerpt(), notYaml.getMessage()));
        }
    }

    /** An action at the line of the error may be what makes it wrong: {@code image: {{.registry}}/x} is no YAML until it is rendered. */
    private static boolean becomesYaml(String text, YamlException notYaml) {
        List<String> lines = text.lines().toList();
        int last = Math.min(notYaml.mark().line(), lines.size());
        int first = Math.max(0, last - 2);
        return lines.subList(first, last).stream().anyMatch(line -> line.contains("{{"));
    }

    static String nameOf(String text) {
        return writtenName(text).filter(name -> !name.isEmpty()).orElse(FALLBACK_NAME);
    }

    private static Optional<String> writtenName(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String written = matcher.group(1).strip();
        boolean quoted = written.length() > 1 && (written.startsWith("\"") || written.startsWith("'"));
        return Optional.of(quoted ? written.substring(1, written.length() - 1) : written);
    }
}
