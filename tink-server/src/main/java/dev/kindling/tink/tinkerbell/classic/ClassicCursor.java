package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.ActionState;
import dev.kindling.tink.workflow.WorkflowState;
import dev.kindling.tink.workflow.WorkflowView;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where a workflow stands, as Tinkerbell says it: one index and the state of the action there.
 *
 * <p>Actions whose condition is false do not exist for Tinkerbell; indices count the others.
 *
 * @param action empty before the first report, as in Tinkerbell
 * @param total how many actions there are
 */
public record ClassicCursor(Optional<PlannedAction> action, int index, ClassicState state, int total) {

    private static final Set<ActionState> DONE = EnumSet.of(ActionState.SUCCEEDED, ActionState.SKIPPED);
    private static final Set<ActionState> OWNED =
            EnumSet.of(ActionState.ASSIGNED, ActionState.RUNNING, ActionState.REBOOTING, ActionState.UNKNOWN);

    /** The actions that Tinkerbell's clients see. */
    public static List<PlannedAction> actions(WorkflowPlan plan) {
        return plan.actions().stream().filter(PlannedAction::condition).toList();
    }

    /** Pure: the same workflow gives the same cursor. */
    public static ClassicCursor of(WorkflowView workflow, WorkflowPlan plan) {
        List<PlannedAction> actions = actions(plan);
        List<WorkflowView.ActionView> views = IntStream.range(0, plan.actions().size())
                .filter(i -> plan.actions().get(i).condition())
                .mapToObj(workflow.actions()::get)
                .toList();
        int current = (int)
                views.stream().takeWhile(view -> DONE.contains(view.state())).count();
        int last = actions.size() - 1;
        if (workflow.state() == WorkflowState.PENDING || actions.isEmpty()) {
            return new ClassicCursor(Optional.empty(), 0, ClassicState.of(workflow.state()), actions.size());
        }
        if (current > last) {
            return new ClassicCursor(Optional.of(actions.get(last)), last, ClassicState.SUCCESS, actions.size());
        }
        if (workflow.state().isFinal()) {
            return at(actions, current, ClassicState.of(workflow.state()));
        }
        WorkflowView.ActionView view = views.get(current);
        if (OWNED.contains(view.state())) {
            return at(actions, current, ClassicState.RUNNING);
        }
        // Between two actions the cursor stays at the one before; an action that will run again has been reached
        // already.
        return view.attempt() == 0 && current > 0
                ? at(actions, current - 1, ClassicState.SUCCESS)
                : at(actions, current, ClassicState.PENDING);
    }

    private static ClassicCursor at(List<PlannedAction> actions, int index, ClassicState state) {
        return new ClassicCursor(Optional.of(actions.get(index)), index, state, actions.size());
    }

    /** Who runs the action the cursor is at. */
    public Optional<MacAddress> worker() {
        return action.map(PlannedAction::worker);
    }

    /** Index of the action a worker would run next; {@code total} when there is none. */
    public int nextIndex() {
        return action.isPresent() && state == ClassicState.SUCCESS ? index + 1 : index;
    }

    /** The action a worker would run next. */
    Optional<PlannedAction> next(WorkflowPlan plan) {
        List<PlannedAction> actions = actions(plan);
        return nextIndex() < actions.size() ? Optional.of(actions.get(nextIndex())) : Optional.empty();
    }
}
