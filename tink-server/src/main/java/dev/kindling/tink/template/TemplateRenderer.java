package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.gotext.TemplateException;
import dev.kindling.tink.template.yaml.YamlException;
import dev.kindling.tink.template.yaml.YamlText;
import dev.kindling.tink.template.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Template text and data in, plan out; pure, so the same input has the same plan for ever. */
@Component
public final class TemplateRenderer {

    private static final String RENDERED = "rendered template";
    private static final int LONGEST_MESSAGE = 500;

    /** As {@link #render(String, Map, WorkerLookup)}, for templates that name workers by MAC. */
    public WorkflowPlan render(String templateText, Map<String, Object> data) {
        return render(templateText, data, WorkerLookup.NONE);
    }

    /**
     * Renders and freezes.
     *
     * @param templateText the YAML with its actions in it
     * @param data maps, lists, strings, numbers, booleans and nulls; the keys are what the template calls {@code .key}
     * @param workers asked for a task whose worker is an IPv4 address
     * @throws Failure.Invalid with every violation found, each with line and column
     */
    public WorkflowPlan render(String templateText, Map<String, Object> data, WorkerLookup workers) {
        String text = renderText(templateText, data);
        Violations violations = new Violations(true);
        TemplateDocument document = read(text, violations);
        refuseIfAny(RENDERED, violations.found());
        return Planner.plan(document, workers(document, workers));
    }

    /** The YAML that a workflow is made of. */
    public String renderText(String templateText, Map<String, Object> data) {
        try {
            return TemplateLanguage.parse(TemplateCheck.nameOf(templateText), templateText)
                    .render(data);
        } catch (TemplateException refused) {
            throw new Failure.Invalid("template", List.of(violation(refused)));
        }
    }

    static Violation violation(TemplateException refused) {
        String place = "line " + refused.line() + ", column " + refused.column();
        String remedy = refused.reason().startsWith("map has no entry")
                ? "; give it in the workflow's data or in the hardware"
                : "";
        return new Violation(
                place,
                refused.context(),
                shortened(refused.reason()) + remedy + " [" + shortened(refused.getMessage()) + "]");
    }

    /** Go's messages quote the node they are about, which can be half of the template. */
    private static String shortened(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "..." : message;
    }

    private static TemplateDocument read(String text, Violations violations) {
        try {
            Optional<YamlValue> root = YamlText.parse(text);
            return DocumentReader.read(
                    root.orElse(new YamlValue.Scalar(new YamlValue.Mark(1, 1), "", true)), violations);
        } catch (YamlException refused) {
            throw new Failure.Invalid(
                    RENDERED,
                    List.of(new Violation(refused.mark().toString(), refused.excerpt(), refused.getMessage())));
        }
    }

    private static List<MacAddress> workers(TemplateDocument document, WorkerLookup lookup) {
        List<Violation> unknown = new ArrayList<>();
        List<MacAddress> workers = new ArrayList<>();
        for (int i = 0; i < document.tasks().size(); i++) {
            String worker = document.tasks().get(i).worker();
            Optional<MacAddress> mac =
                    DocumentReader.isMac(worker) ? Optional.of(MacAddress.parse(worker)) : lookup.byAddress(worker);
            mac.ifPresentOrElse(
                    workers::add,
                    () -> unknown.add(new Violation(
                            "/tasks/" + workers.size() + "/worker",
                            worker,
                            "is the address of no machine in the inventory")));
        }
        refuseIfAny(RENDERED, unknown);
        return workers;
    }

    static void refuseIfAny(String subject, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new Failure.Invalid(subject, violations);
        }
    }
}
