package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All that decides what an event does to a workflow.
 *
 * @param reason why it stands where it stands, for people; may be empty
 * @param actions in the order they run
 * @param awaitingLocal machines told to boot their own disks and not yet seen doing it
 */
record WorkflowSnapshot(
        WorkflowState state, String reason, After after, List<ActionSnapshot> actions, Set<MacAddress> awaitingLocal) {

    WorkflowSnapshot {
        actions = List.copyOf(actions);
        awaitingLocal = Set.copyOf(awaitingLocal);
    }

    /** The first action that is not done. */
    OptionalInt current() {
        return IntStream.range(0, actions.size())
                .filter(i -> !actions.get(i).state().isDone())
                .findFirst();
    }

    /** Whether this machine still has something to run. */
    boolean hasWorkLeft(MacAddress worker) {
        return actions.stream()
                .anyMatch(a ->
                        a.worker().equals(worker) && a.condition() && !a.state().isDone());
    }

    /**
     * One action.
     *
     * @param condition false: skipped
     * @param retries how many failures are forgiven
     * @param failures how many there were
     * @param attempt from 1; 0 before the first hand-out
     * @param sequence of the last report that was applied to this attempt; 0 before the first
     */
    record ActionSnapshot(
            String name,
            MacAddress worker,
            ActionClass actionClass,
            boolean condition,
            int retries,
            ActionState state,
            int attempt,
            long sequence,
            int failures) {

        ActionSnapshot in(ActionState next) {
            return new ActionSnapshot(name, worker, actionClass, condition, retries, next, attempt, sequence, failures);
        }

        ActionSnapshot handedOut() {
            return new ActionSnapshot(
                    name, worker, actionClass, condition, retries, ActionState.ASSIGNED, attempt + 1, 0, failures);
        }

        ActionSnapshot heard(long newSequence) {
            return new ActionSnapshot(
                    name, worker, actionClass, condition, retries, state, attempt, newSequence, failures);
        }

        /** Will run again, and has its retries again. */
        ActionSnapshot afresh() {
            return new ActionSnapshot(
                    name, worker, actionClass, condition, retries, ActionState.PENDING, attempt, sequence, 0);
        }

        ActionSnapshot failedOnce() {
            return new ActionSnapshot(
                    name,
                    worker,
                    actionClass,
                    condition,
                    retries,
                    ActionState.WAITING,
                    attempt,
                    sequence,
                    failures + 1);
        }
    }
}
