package dev.kindling.tink.workflow;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.TemplateData;
import dev.kindling.tink.template.TemplateRenderer;
import dev.kindling.tink.template.Templates;
import dev.kindling.tink.template.WorkflowPlan;
import java.util.List;
import org.springframework.stereotype.Component;

/** From a request to a frozen plan: finds the machines, gathers what a template may use, renders, checks the workers. */
@Component
class WorkflowPlanner {

    private final Templates templates;
    private final TemplateRenderer renderer;
    private final Machines machines;
    private final TemplateData data;

    WorkflowPlanner(Templates templates, TemplateRenderer renderer, Machines machines, TemplateData data) {
        this.templates = templates;
        this.renderer = renderer;
        this.machines = machines;
        this.data = data;
    }

    /**
     * A plan and the name of its template.
     *
     * @param data names of the values the caller gave, sorted; the values themselves may be secret
     */
    record Planned(String template, WorkflowPlan plan, List<String> data) {}

    Planned plan(NewWorkflow request) {
        if (request.template().isEmpty()) {
            throw invalid(
                    List.of(new Violation("/template", "", "is missing; write the id or the name of a template")));
        }
        Template template = templates.get(request.template());
        if (request.devices().isEmpty()) {
            throw invalid(List.of(
                    new Violation("/devices", "{}", "names no machine; write {\"device_1\": \"aa:bb:cc:dd:ee:ff\"}")));
        }
        WorkflowPlan plan = renderer.render(
                template.text(),
                data.of(request.devices(), request.data()),
                address -> machines.findByAddress(address).map(MachineFacts::mac));
        checkWorkers(template, plan);
        return new Planned(
                template.name(), plan, request.data().keySet().stream().sorted().toList());
    }

    private void checkWorkers(Template template, WorkflowPlan plan) {
        List<Violation> violations = plan.actions().stream()
                .filter(action -> machines.find(action.worker()).isEmpty())
                .map(action -> new Violation(
                        "task '" + action.task() + "', worker",
                        action.worker().text(),
                        "is not in the inventory; add its hardware first"))
                .distinct()
                .toList();
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("template '" + template.name() + "'", violations);
        }
    }

    private static Failure.Invalid invalid(List<Violation> violations) {
        return new Failure.Invalid("workflow", violations);
    }
}
