package dev.kindling.tink.workflow.web;

import dev.kindling.contract.Redaction;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.WorkflowPlans;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a workflow was rendered to and will do, action by action. */
@RestController
@RequestMapping(path = "/api/v1/workflows", produces = MediaType.APPLICATION_JSON_VALUE)
class PlanController {

    private final WorkflowPlans plans;

    PlanController(WorkflowPlans plans) {
        this.plans = plans;
    }

    /**
     * A frozen plan for people; of secrets it has the names only.
     *
     * @param globalTimeoutSeconds 0: none
     */
    record PlanView(String name, long globalTimeoutSeconds, WorkflowPlan.After after, List<ActionView> actions) {}

    /** One action; what looks like a secret, by its name or in a value or command, is not shown. */
    record ActionView(
            String task,
            String name,
            String machine,
            String image,
            List<String> command,
            Map<String, String> environment,
            Map<String, String> secrets,
            List<String> volumes,
            String pid,
            long timeoutSeconds,
            ActionClass actionClass,
            List<String> onFailure,
            List<String> onTimeout,
            int retries,
            boolean runs) {

        static ActionView of(PlannedAction action) {
            Map<String, String> environment = new LinkedHashMap<>();
            action.environment().forEach((name, value) -> environment.put(name, Redaction.of(name, value)));
            return new ActionView(
                    action.task(),
                    action.name(),
                    action.worker().text(),
                    action.image(),
                    words(action.command()),
                    environment,
                    action.secrets(),
                    action.volumes(),
                    action.pid().orElse(""),
                    action.timeout().toSeconds(),
                    action.actionClass(),
                    words(action.onFailure()),
                    words(action.onTimeout()),
                    action.retries(),
                    action.condition());
        }

        private static List<String> words(List<String> command) {
            return command.stream().map(word -> Redaction.of("", word)).toList();
        }
    }

    @GetMapping("/{id}/plan")
    PlanView plan(@PathVariable String id) {
        WorkflowPlan plan = plans.of(Parameters.id("id", id, "workflow"));
        return new PlanView(
                plan.name(),
                plan.globalTimeout().toSeconds(),
                plan.after(),
                plan.actions().stream().map(ActionView::of).toList());
    }
}
