package dev.kindling.tink.workflow;

import static dev.kindling.tink.workflow.Transition.Rejected.Kind.ILLEGAL;
import static dev.kindling.tink.workflow.Transition.Rejected.Kind.NEVER_HANDED_OUT;
import static dev.kindling.tink.workflow.Transition.Rejected.Kind.STALE;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.Transition.Rejected;
import dev.kindling.tink.workflow.Transition.Unchanged;
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
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The one place that says what each event does in each state: total, pure, without a clock.
 *
 * <p>docs/workflow-states.md is written from it.
 */
final class WorkflowLifecycle {

    private WorkflowLifecycle() {}

    static Transition next(WorkflowSnapshot workflow, WorkflowEvent event) {
        return switch (event) {
            case Claimed claimed -> claimed(workflow, claimed.worker());
            case Enrolled enrolled -> enrolled(workflow, enrolled.worker());
            case Reported report -> reported(workflow, report);
            case ActionDeadlinePassed deadline -> actionDeadlinePassed(workflow, deadline);
            case BackoffPassed backoff -> backoffPassed(workflow, backoff);
            case GlobalDeadlinePassed _ -> globalDeadlinePassed(workflow);
            case SettleDeadlinePassed _ -> settleDeadlinePassed(workflow);
            case LocalBootSeen seen -> localBootSeen(workflow, seen.worker());
            case CancelRequested _ -> cancelRequested(workflow);
            case RetryRequested retry -> retryRequested(workflow, retry.from());
            case ResumeRequested _ -> resumeRequested(workflow);
            case FailRequested _ -> failRequested(workflow);
        };
    }

    private static Transition claimed(WorkflowSnapshot workflow, MacAddress worker) {
        return switch (workflow.state()) {
            case PENDING -> claimedFirst(workflow, worker);
            case RUNNING -> claimedNext(workflow, worker);
            case HELD -> new Rejected(ILLEGAL, "the workflow waits for an operator");
            case SETTLING -> new Rejected(ILLEGAL, "all actions are done");
            case SUCCESS, FAILED, TIMEOUT, CANCELLED -> ended(workflow);
        };
    }

    private static Transition claimedFirst(WorkflowSnapshot workflow, MacAddress worker) {
        Move move = new Move(workflow);
        move.to(WorkflowState.RUNNING, "");
        move.skipAndFinish();
        OptionalInt current = move.current();
        if (current.isEmpty()) {
            return move.done();
        }
        ActionSnapshot first = move.action(current.getAsInt());
        if (!first.worker().equals(worker)) {
            return new Rejected(ILLEGAL, "the first action is for " + first.worker());
        }
        move.handOut(current.getAsInt());
        return move.done();
    }

    private static Transition claimedNext(WorkflowSnapshot workflow, MacAddress worker) {
        int index = workflow.current().orElseThrow();
        ActionSnapshot action = workflow.actions().get(index);
        if (!action.worker().equals(worker)) {
            return new Rejected(ILLEGAL, "action '" + action.name() + "' is for " + action.worker());
        }
        if (action.state() == ActionState.WAITING) {
            return new Unchanged("'" + action.name() + "' failed and waits a while before it runs again");
        }
        if (action.state() != ActionState.PENDING) {
            return new Unchanged("attempt " + action.attempt() + " of '" + action.name() + "' is handed out");
        }
        Move move = new Move(workflow);
        move.handOut(index);
        return move.done();
    }

    private static Transition enrolled(WorkflowSnapshot workflow, MacAddress worker) {
        if (workflow.state() != WorkflowState.RUNNING) {
            return new Unchanged("nothing of this workflow runs");
        }
        int index = workflow.current().orElseThrow();
        ActionSnapshot action = workflow.actions().get(index);
        if (!action.worker().equals(worker) || !action.state().isOwned()) {
            return new Unchanged("nothing of this workflow runs on " + worker);
        }
        // An agent begins only when its "started" was applied: a boot before that is not the one a reboot action is
        // for.
        boolean reboots = action.actionClass() == ActionClass.REBOOT && action.state() == ActionState.RUNNING;
        Move move = new Move(workflow);
        if (action.state() == ActionState.REBOOTING || reboots) {
            move.succeed(index, "the node came back");
        } else if (action.actionClass() == ActionClass.REBOOT) {
            move.interrupt(index, "the node booted again before it began");
        } else {
            move.interrupt(index, "the node booted again while it ran");
        }
        return move.done();
    }

    private static Transition reported(WorkflowSnapshot workflow, Reported report) {
        if (report.index() < 0 || report.index() >= workflow.actions().size()) {
            return new Rejected(ILLEGAL, "the workflow has no action " + report.index());
        }
        ActionSnapshot action = workflow.actions().get(report.index());
        if (report.attempt() < 1) {
            return new Rejected(ILLEGAL, "attempt " + report.attempt() + " is none; they count from 1");
        }
        if (report.attempt() < action.attempt()) {
            return new Rejected(
                    STALE, "attempt " + report.attempt() + " was superseded by attempt " + action.attempt());
        }
        if (report.attempt() > action.attempt()) {
            return new Rejected(NEVER_HANDED_OUT, "attempt " + report.attempt() + " was never handed out");
        }
        if (report.sequence() <= action.sequence()) {
            return new Unchanged("report " + report.sequence() + " was applied before");
        }
        if (workflow.state().isFinal()) {
            return ended(workflow);
        }
        if (!action.state().isOpen()) {
            return new Rejected(STALE, "attempt " + report.attempt() + " of '" + action.name() + "' has ended");
        }
        return attemptReported(workflow, action, report);
    }

    private static Transition attemptReported(WorkflowSnapshot workflow, ActionSnapshot action, Reported report) {
        Move move = new Move(workflow);
        int index = report.index();
        move.heard(index, report.sequence());
        switch (report.outcome()) {
            case Outcome.Started _ -> {
                if (action.state() != ActionState.ASSIGNED) {
                    return new Unchanged("it was reported as started before");
                }
                move.start(index);
            }
            case Outcome.Succeeded succeeded -> move.succeed(index, succeeded.message());
            case Outcome.Failed failed -> move.fail(index, failed);
            case Outcome.TimedOut timedOut -> move.timeOut(index, timedOut);
            case Outcome.Cancelled _ -> {
                if (action.state() == ActionState.UNKNOWN) {
                    return new Unchanged("stopping it does not say how it went");
                }
                move.cancel("the agent cancelled '" + action.name() + "'");
            }
            case Outcome.Interrupted interrupted -> {
                if (action.state() == ActionState.UNKNOWN) {
                    return new Unchanged("the outcome is known to be unknown");
                }
                move.interrupt(index, interrupted.message());
            }
            case Outcome.Rebooting _ -> move.reboot(index);
        }
        return move.done();
    }

    private static Transition actionDeadlinePassed(WorkflowSnapshot workflow, ActionDeadlinePassed deadline) {
        if (workflow.state() != WorkflowState.RUNNING) {
            return new Unchanged("nothing of this workflow runs");
        }
        int index = workflow.current().orElseThrow();
        ActionSnapshot action = workflow.actions().get(index);
        if (index != deadline.index()
                || action.attempt() != deadline.attempt()
                || !action.state().isOwned()) {
            return new Unchanged("that attempt has ended");
        }
        Move move = new Move(workflow);
        move.deadline(index);
        return move.done();
    }

    private static Transition backoffPassed(WorkflowSnapshot workflow, BackoffPassed backoff) {
        if (workflow.state() != WorkflowState.RUNNING) {
            return new Unchanged("nothing of this workflow runs");
        }
        int index = workflow.current().orElseThrow();
        ActionSnapshot action = workflow.actions().get(index);
        if (index != backoff.index()
                || action.attempt() != backoff.attempt()
                || action.state() != ActionState.WAITING) {
            return new Unchanged("that attempt waits no more");
        }
        Move move = new Move(workflow);
        move.endBackoff(index);
        return move.done();
    }

    private static Transition globalDeadlinePassed(WorkflowSnapshot workflow) {
        return switch (workflow.state()) {
            case RUNNING -> {
                Move move = new Move(workflow);
                move.end(WorkflowState.TIMEOUT, ActionState.TIMED_OUT, "the workflow's global timeout has passed");
                yield move.done();
            }
            case PENDING -> new Unchanged("it has not begun");
            case HELD -> new Unchanged("it waits for an operator, and that time does not count");
            case SETTLING -> new Unchanged("all actions are done");
            case SUCCESS, FAILED, TIMEOUT, CANCELLED -> new Unchanged("it has ended");
        };
    }

    private static Transition settleDeadlinePassed(WorkflowSnapshot workflow) {
        if (workflow.state() != WorkflowState.SETTLING) {
            return new Unchanged("it does not settle");
        }
        Move move = new Move(workflow);
        move.to(
                WorkflowState.FAILED,
                "all actions are done, but " + move.awaitingText() + " did not boot its own disk in time;"
                        + " look at its boot order and its console");
        return move.done();
    }

    private static Transition localBootSeen(WorkflowSnapshot workflow, MacAddress worker) {
        if (workflow.state().isFinal() || !workflow.awaitingLocal().contains(worker)) {
            return new Unchanged("nothing waits for " + worker + " to boot its own disk");
        }
        Move move = new Move(workflow);
        move.bootedLocally(worker);
        return move.done();
    }

    private static Transition cancelRequested(WorkflowSnapshot workflow) {
        return switch (workflow.state()) {
            case PENDING, RUNNING, HELD, SETTLING -> {
                Move move = new Move(workflow);
                move.cancel("cancelled by an operator");
                yield move.done();
            }
            case CANCELLED -> new Unchanged("it is cancelled");
            case SUCCESS, FAILED, TIMEOUT -> new Rejected(ILLEGAL, "the workflow has ended: " + workflow.state());
        };
    }

    private static Transition resumeRequested(WorkflowSnapshot workflow) {
        if (workflow.state() != WorkflowState.HELD) {
            return notHeld(workflow);
        }
        Move move = new Move(workflow);
        move.to(WorkflowState.RUNNING, "");
        move.succeed(workflow.current().orElseThrow(), "an operator says it is done");
        return move.done();
    }

    private static Transition failRequested(WorkflowSnapshot workflow) {
        if (workflow.state() != WorkflowState.HELD) {
            return notHeld(workflow);
        }
        Move move = new Move(workflow);
        move.giveUp();
        return move.done();
    }

    /** In HELD the action, or an earlier one, runs again; a back-off is cut short. A workflow that ended begins as a new one. */
    private static Transition retryRequested(WorkflowSnapshot workflow, OptionalInt from) {
        boolean waits = workflow.state() == WorkflowState.RUNNING
                && workflow.actions().get(workflow.current().orElseThrow()).state() == ActionState.WAITING;
        if (workflow.state() != WorkflowState.HELD && !waits) {
            return notHeld(workflow);
        }
        int current = workflow.current().orElseThrow();
        int wanted = from.orElse(current);
        if (wanted < 0 || wanted > current) {
            return new Rejected(
                    ILLEGAL,
                    "it has not come further than '"
                            + workflow.actions().get(current).name() + "', action " + current);
        }
        Optional<MacAddress> gone = workflow.actions().subList(wanted, current + 1).stream()
                .filter(ActionSnapshot::condition)
                .map(ActionSnapshot::worker)
                .filter(worker -> workflow.after() == After.LOCAL && !workflow.hasWorkLeft(worker))
                .findFirst();
        if (gone.isPresent()) {
            return new Rejected(
                    ILLEGAL,
                    gone.get() + " is done with its part and boots its own disk; cancel it, then retry from there");
        }
        Move move = new Move(workflow);
        move.to(WorkflowState.RUNNING, "");
        move.goBack(wanted, current);
        return move.done();
    }

    private static Rejected notHeld(WorkflowSnapshot workflow) {
        return new Rejected(ILLEGAL, "the workflow is " + workflow.state() + ", not HELD");
    }

    private static Rejected ended(WorkflowSnapshot workflow) {
        return new Rejected(STALE, "the workflow has ended: " + workflow.state());
    }
}
