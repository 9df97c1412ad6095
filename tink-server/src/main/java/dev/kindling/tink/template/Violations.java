package dev.kindling.tink.template;

import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong; while a template is not rendered, values with actions in them are not judged. */
final class Violations {

    private final List<Violation> found = new ArrayList<>();
    private final boolean rendered;

    Violations(boolean rendered) {
        this.rendered = rendered;
    }

    void add(YamlValue.Mark mark, String path, String value, String rule) {
        found.add(new Violation(mark + " (" + (path.isEmpty() ? "/" : path) + ")", value, rule));
    }

    /** Adds it if the value is wrong and is one that can be judged yet. */
    void require(boolean right, Field field, String rule) {
        if (!right && isFinal(field.text())) {
            add(field.mark(), field.path(), field.text(), rule);
        }
    }

    /** Whether this text is what it will be when a workflow is made of it. */
    boolean isFinal(String text) {
        return rendered || !text.contains("{{");
    }

    List<Violation> found() {
        return List.copyOf(found);
    }

    /** A text and where it stands. */
    record Field(YamlValue.Mark mark, String path, String text) {}
}
