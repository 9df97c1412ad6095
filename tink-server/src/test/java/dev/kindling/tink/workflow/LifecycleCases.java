package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.WorkflowEvent.ActionDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.BackoffPassed;
import dev.kindling.tink.workflow.WorkflowEvent.CancelRequested;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.FailRequested;
import dev.kindling.tink.workflow.WorkflowEvent.GlobalDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.LocalBootSeen;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import dev.kindling.tink.workflow.WorkflowEvent.ResumeRequested;
import dev.kindling.tink.workflow.WorkflowEvent.RetryRequested;
import dev.kindling.tink.workflow.WorkflowEvent.SettleDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every kind of event and one workflow in every state to try it on. */
final class LifecycleCases {

    static final MacAddress PI = MacAddress.parse("dc:a6:32:42:00:0b");
    static final MacAddress OTHER = MacAddress.parse("dc:a6:32:42:00:0c");

    private LifecycleCases() {}

    /**
     * A row of the table.
     *
     * @param more how many actions follow the first
     */
    record Case(String name, ActionClass actionClass, int retries, int more, After after, WorkflowEvent event) {

        /** A workflow in this state; in RUNNING its first action runs, report 1 of attempt 1 was applied. */
        WorkflowSnapshot in(WorkflowState state) {
            return switch (state) {
                case PENDING -> workflow(state, ActionState.PENDING, 0, Set.of());
                case RUNNING -> workflow(state, first(), 1, Set.of());
                case HELD -> workflow(state, ActionState.UNKNOWN, 1, Set.of());
                case SETTLING -> workflow(state, ActionState.SUCCEEDED, 1, Set.of(PI));
                case SUCCESS -> workflow(state, ActionState.SUCCEEDED, 1, Set.of());
                case FAILED -> workflow(state, ActionState.FAILED, 1, Set.of());
                case TIMEOUT -> workflow(state, ActionState.TIMED_OUT, 1, Set.of());
                case CANCELLED -> workflow(state, ActionState.CANCELLED, 1, Set.of());
            };
        }

        private ActionState first() {
            if (name.contains("back-off")) {
                return ActionState.WAITING;
            }
            return name.contains("not begun") ? ActionState.ASSIGNED : ActionState.RUNNING;
        }

        private WorkflowSnapshot workflow(
                WorkflowState state, ActionState first, int attempt, Set<MacAddress> awaiting) {
            List<ActionSnapshot> actions = new ArrayList<>();
            actions.add(new ActionSnapshot("first", PI, actionClass, true, retries, first, attempt, attempt, 0));
            ActionState rest = first == ActionState.SUCCEEDED ? ActionState.SUCCEEDED : ActionState.PENDING;
            for (int i = 1; i <= more; i++) {
                int tried = rest == ActionState.SUCCEEDED ? 1 : 0;
                actions.add(new ActionSnapshot("next", PI, ActionClass.IDEMPOTENT, true, 0, rest, tried, tried, 0));
            }
            return new WorkflowSnapshot(state, "", after, actions, awaiting);
        }
    }

    static List<Case> all() {
        ActionClass idempotent = ActionClass.IDEMPOTENT;
        List<Case> cases = new ArrayList<>(reports());
        cases.add(first("claimed by its machine", idempotent, new Claimed(PI)));
        cases.add(first("claimed by another machine", idempotent, new Claimed(OTHER)));
        cases.add(first("new boot, action `idempotent`", idempotent, new Enrolled(PI)));
        cases.add(first("new boot, action `resumable`", ActionClass.RESUMABLE, new Enrolled(PI)));
        cases.add(first("new boot, action `once`", ActionClass.ONCE, new Enrolled(PI)));
        cases.add(first("new boot, action `reboot`", ActionClass.REBOOT, new Enrolled(PI)));
        cases.add(first("new boot, action `reboot` not begun", ActionClass.REBOOT, new Enrolled(PI)));
        cases.add(last(
                "new boot, last action `reboot`, after netboot", ActionClass.REBOOT, After.NETBOOT, new Enrolled(PI)));
        cases.add(first("new boot of another machine", idempotent, new Enrolled(OTHER)));
        cases.add(first("action deadline", idempotent, new ActionDeadlinePassed(0, 1)));
        cases.add(first("action deadline, action `once`", ActionClass.ONCE, new ActionDeadlinePassed(0, 1)));
        cases.add(first("deadline of another attempt", idempotent, new ActionDeadlinePassed(0, 7)));
        cases.add(new Case(
                "action deadline, one retry left", idempotent, 1, 1, After.LOCAL, new ActionDeadlinePassed(0, 1)));
        cases.add(first("back-off over", idempotent, new BackoffPassed(0, 1)));
        cases.add(first("back-off of another attempt over", idempotent, new BackoffPassed(0, 7)));
        cases.add(first("global deadline", idempotent, new GlobalDeadlinePassed()));
        cases.add(first("settle deadline", idempotent, new SettleDeadlinePassed()));
        cases.add(first("local boot", idempotent, new LocalBootSeen(PI)));
        cases.add(first("local boot of another machine", idempotent, new LocalBootSeen(OTHER)));
        cases.add(first("cancel", idempotent, new CancelRequested()));
        cases.add(first("resume, more actions", ActionClass.ONCE, new ResumeRequested()));
        cases.add(last("resume, last action", ActionClass.ONCE, After.LOCAL, new ResumeRequested()));
        cases.add(first("retry", ActionClass.ONCE, new RetryRequested()));
        cases.add(first("retry from an action it has not come to", ActionClass.ONCE, new RetryRequested(1)));
        cases.add(first("retry while it waits for its back-off", idempotent, new RetryRequested()));
        cases.add(first("fail", ActionClass.ONCE, new FailRequested()));
        return List.copyOf(cases);
    }

    private static List<Case> reports() {
        ActionClass idempotent = ActionClass.IDEMPOTENT;
        Reported succeeded = report(2, new Outcome.Succeeded(""));
        Reported failed = report(2, new Outcome.Failed("no space", 1));
        Reported timedOut = report(2, new Outcome.TimedOut("took 10 s"));
        Reported interrupted = report(2, new Outcome.Interrupted("agent died"));
        Reported rebooting = report(2, new Outcome.Rebooting());
        return List.of(
                first("started", idempotent, report(2, new Outcome.Started())),
                first("succeeded, more actions", idempotent, succeeded),
                last("succeeded, last action, after local", idempotent, After.LOCAL, succeeded),
                last("succeeded, last action, after netboot", idempotent, After.NETBOOT, succeeded),
                first("failed", idempotent, failed),
                new Case("failed, one retry left", idempotent, 1, 1, After.LOCAL, failed),
                first("timed out", idempotent, timedOut),
                new Case("timed out, one retry left", idempotent, 1, 1, After.LOCAL, timedOut),
                first("cancelled by the agent", idempotent, report(2, new Outcome.Cancelled())),
                first("interrupted, action `idempotent`", idempotent, interrupted),
                first("interrupted, action `resumable`", ActionClass.RESUMABLE, interrupted),
                first("interrupted, action `once`", ActionClass.ONCE, interrupted),
                first("interrupted, action `reboot`", ActionClass.REBOOT, interrupted),
                first("rebooting, more actions", ActionClass.REBOOT, rebooting),
                last("rebooting, last action, after local", ActionClass.REBOOT, After.LOCAL, rebooting),
                last("rebooting, last action, after netboot", ActionClass.REBOOT, After.NETBOOT, rebooting),
                first("the last report again", idempotent, report(1, new Outcome.Succeeded(""))),
                first("report of an attempt never handed out", idempotent, new Reported(0, 2, 1, succeeded.outcome())),
                first(
                        "report of an action that does not exist",
                        idempotent,
                        new Reported(9, 1, 1, succeeded.outcome())));
    }

    static Reported report(long sequence, Outcome outcome) {
        return new Reported(0, 1, sequence, outcome);
    }

    private static Case first(String name, ActionClass actionClass, WorkflowEvent event) {
        return new Case(name, actionClass, 0, 1, After.LOCAL, event);
    }

    private static Case last(String name, ActionClass actionClass, After after, WorkflowEvent event) {
        return new Case(name, actionClass, 0, 0, after, event);
    }

    /** What a cell of the table says. */
    static String cell(WorkflowSnapshot before, WorkflowEvent event) {
        return switch (WorkflowLifecycle.next(before, event)) {
            case Transition.Moved moved -> movedCell(before, moved);
            case Transition.Unchanged _ -> "same";
            case Transition.Rejected rejected ->
                switch (rejected.kind()) {
                    case STALE -> "stale";
                    case ILLEGAL, NEVER_HANDED_OUT -> "refused";
                };
        };
    }

    private static String movedCell(WorkflowSnapshot before, Transition.Moved moved) {
        String action = moved.after().actions().getFirst().state().name();
        boolean sameState = moved.after().state() == before.state();
        return sameState ? "(" + action + ")" : moved.after().state() + " (" + action + ")";
    }
}
