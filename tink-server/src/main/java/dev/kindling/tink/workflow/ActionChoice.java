package dev.kindling.tink.workflow;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which action of a workflow a person means: its name, where only one has it, or {@code TASK/ACTION}. */
final class ActionChoice {

    private ActionChoice() {}

    /**
     * The action's position.
     *
     * @param text empty: none is named
     * @throws Failure.Conflict when there is none of that name, or more than one
     */
    static OptionalInt of(Workflow workflow, String text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        List<PlannedAction> plan =
                workflow.actions().stream().map(WorkflowAction::planned).toList();
        List<Integer> meant = IntStream.range(0, plan.size())
                .filter(i ->
                        full(plan.get(i)).equals(text) || plan.get(i).name().equals(text))
                .boxed()
                .toList();
        if (meant.size() == 1) {
            return OptionalInt.of(meant.getFirst());
        }
        boolean none = meant.isEmpty();
        String choices = (none ? IntStream.range(0, plan.size()).boxed() : meant.stream())
                .map(i -> full(plan.get(i)))
                .distinct()
                .collect(Collectors.joining("', '", "'", "'"));
        throw new Failure.Conflict(
                none
                        ? "workflow " + workflow.id() + " has no action '" + text + "'; it has " + choices
                        : "workflow " + workflow.id() + " has " + meant.size() + " actions '" + text
                                + "': say which of " + choices);
    }

    private static String full(PlannedAction action) {
        return action.task() + "/" + action.name();
    }
}
