package dev.kindling.tink.template;

import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.gotext.TemplateException;
import dev.kindling.tink.template.gotext.TextTemplate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a template would become, and everything that is wrong with it; nothing is stored, no workflow is made. */
@Service
public class TemplatePreview {

    private final Templates templates;
    private final TemplateRenderer renderer;
    private final TemplateData data;

    TemplatePreview(Templates templates, TemplateRenderer renderer, TemplateData data) {
        this.templates = templates;
        this.renderer = renderer;
        this.data = data;
    }

    /**
     * A wish.
     *
     * @param text the YAML; empty for a stored template
     * @param devices the names the template uses for machines, and their MACs; may be empty
     * @param data more values for the template
     */
    public record Wish(String text, Map<String, String> devices, Map<String, Object> data) {

        public Wish {
            text = text == null ? "" : text;
            devices = devices == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(devices));
            data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
        }

        public Wish withText(String stored) {
            return new Wish(stored, devices, data);
        }

        boolean hasData() {
            return !devices.isEmpty() || !data.isEmpty();
        }
    }

    /**
     * A rendered template.
     *
     * @param text the YAML a workflow would be made of
     * @param problems what is wrong with that YAML; empty when a workflow could be made
     */
    public record Rendered(String text, List<Violation> problems) {}

    /** The stored template of that id or name as the wish's text. */
    @Transactional(readOnly = true)
    public Wish stored(String idOrName, Wish wish) {
        return wish.withText(templates.get(idOrName).text());
    }

    /**
     * Renders.
     *
     * @throws dev.kindling.tink.failure.Failure.Invalid where there is no text to show: a syntax error, a missing value
     */
    @Transactional(readOnly = true)
    public Rendered render(Wish wish) {
        String text = renderer.renderText(wish.text(), data.of(wish.devices(), wish.data()));
        return new Rendered(text, TemplateCheck.problemsOfRendered(text));
    }

    /** All problems at once: of the language, of the structure and, where the wish has data, of the rendered YAML. */
    @Transactional(readOnly = true)
    public List<Violation> lint(Wish wish) {
        List<Violation> problems = new ArrayList<>(TemplateCheck.problems(wish.text()));
        if (!wish.hasData() || !TemplateCheck.syntax(wish.text()).isEmpty()) {
            return problems;
        }
        Map<String, Object> values = data.of(wish.devices(), wish.data());
        TextTemplate template = TemplateLanguage.parse(TemplateCheck.nameOf(wish.text()), wish.text());
        List<TemplateException> refused = template.problems(values);
        refused.forEach(each -> problems.add(TemplateRenderer.violation(each)));
        if (refused.isEmpty()) {
            TemplateCheck.problemsOfRendered(template.render(values)).stream()
                    .map(each -> new Violation("rendered " + each.pointer(), each.value(), each.rule()))
                    .filter(each ->
                            problems.stream().noneMatch(known -> known.rule().equals(each.rule())))
                    .forEach(problems::add);
        }
        return problems;
    }
}
