package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.BootsConfirmation;
import dev.kindling.tink.machine.BootedLocally;
import dev.kindling.tink.workflow.ActionState;
import dev.kindling.tink.workflow.ReportAnswer;
import dev.kindling.tink.workflow.WorkAnswer;
import dev.kindling.tink.workflow.WorkflowEngine;
import dev.kindling.tink.workflow.WorkflowEngine.Report;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowPlans;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.WorkflowView.ActionView;
import dev.kindling.tink.workflow.Workflows;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * A Tinkerbell report as events of our lifecycle. Tinkerbell's worker knows no attempts and no sequence numbers: the first report of
 * an action claims it, and a report that repeats what is known is answered like the first one.
 */
@Service
public class WorkerReports {

    private static final int LONGEST_MESSAGE = 2_000;

    /** Within one attempt: it has begun, it has ended. */
    private static final long BEGUN = 1;

    private static final long ENDED = 2;

    private final Workflows workflows;
    private final WorkflowPlans plans;
    private final WorkflowEngine engine;
    private final BootsConfirmation boots;
    private final Clock clock;

    WorkerReports(
            Workflows workflows, WorkflowPlans plans, WorkflowEngine engine, BootsConfirmation boots, Clock clock) {
        this.workflows = workflows;
        this.plans = plans;
        this.engine = engine;
        this.boots = boots;
        this.clock = clock;
    }

    /** What a report means, judged before anything is changed. */
    public enum Meaning {
        /** It is known already. */
        REPEATED,
        /** The action was not handed out yet: this report is its claim. */
        CLAIMS,
        /** It is of the attempt that runs. */
        CONTINUES,
        /** Another action's turn. */
        OUT_OF_TURN,
        /** The workflow has ended. */
        TOO_LATE
    }

    /** Pure. @param index of the reported action in the workflow */
    public static Meaning judge(WorkflowView workflow, int index, ClassicState reported) {
        ActionView action = workflow.actions().get(index);
        boolean ends = reported != ClassicState.RUNNING;
        if (isAlready(action, reported)) {
            return Meaning.REPEATED;
        }
        if (workflow.state().isFinal()) {
            return Meaning.TOO_LATE;
        }
        return switch (action.state()) {
            case ASSIGNED, RUNNING -> !ends && action.startedAt().isPresent() ? Meaning.REPEATED : Meaning.CONTINUES;
            case UNKNOWN, REBOOTING -> ends ? Meaning.CONTINUES : Meaning.REPEATED;
            case PENDING -> {
                if (isOfAnEarlierAttempt(action, reported)) {
                    yield Meaning.REPEATED;
                }
                yield isNext(workflow, index) ? Meaning.CLAIMS : Meaning.OUT_OF_TURN;
            }
            case WAITING -> isOfAnEarlierAttempt(action, reported) ? Meaning.REPEATED : Meaning.OUT_OF_TURN;
            case SUCCEEDED, SKIPPED, FAILED, TIMED_OUT, CANCELLED -> Meaning.OUT_OF_TURN;
        };
    }

    private static boolean isAlready(ActionView action, ClassicState reported) {
        return switch (reported) {
            case PENDING -> true;
            case RUNNING -> false;
            case SUCCESS -> action.state() == ActionState.SUCCEEDED;
            case FAILED -> action.state() == ActionState.FAILED;
            case TIMEOUT -> action.state() == ActionState.TIMED_OUT;
        };
    }

    /**
     * A failure of an action that will run again: a worker says an unanswered report every 3 s, longer than a first back-off takes. It
     * says RUNNING before it runs the action again.
     */
    private static boolean isOfAnEarlierAttempt(ActionView action, ClassicState reported) {
        boolean failed = reported == ClassicState.FAILED || reported == ClassicState.TIMEOUT;
        return failed && action.attempt() > 0;
    }

    private static boolean isNext(WorkflowView workflow, int index) {
        return workflow.actions().stream()
                .filter(action -> action.index() < index)
                .allMatch(action -> action.state().isDone());
    }

    /**
     * Takes a report; returns after the commit.
     *
     * @return what it meant, so that each protocol can refuse in its own words
     */
    public Meaning report(UUID workflow, int index, ClassicState reported, String message) {
        WorkflowView view = workflows.get(workflow);
        Meaning meaning = judge(view, index, reported);
        MacAddress mac = MacAddress.parse(view.actions().get(index).machine());
        switch (meaning) {
            case REPEATED, OUT_OF_TURN, TOO_LATE -> {}
            case CLAIMS -> {
                int attempt = claim(workflow, index, mac);
                apply(mac, new Report(workflow, index, attempt, BEGUN, new Outcome.Started()));
                outcome(reported, fit(message))
                        .ifPresent(end -> apply(mac, new Report(workflow, index, attempt, ENDED, end)));
            }
            case CONTINUES -> {
                int attempt = view.actions().get(index).attempt();
                Optional<Outcome> end = outcome(reported, fit(message));
                apply(
                        mac,
                        new Report(
                                workflow,
                                index,
                                attempt,
                                end.isPresent() ? ENDED : BEGUN,
                                end.orElseGet(Outcome.Started::new)));
            }
        }
        return meaning;
    }

    /** The attempt that is now this worker's. */
    private int claim(UUID workflow, int index, MacAddress mac) {
        if (!plans.nextOf(mac).equals(Optional.of(workflow))) {
            throw Refusal.precondition("another workflow of this machine comes first");
        }
        return switch (engine.claim(mac)) {
            case WorkAnswer.Assigned assigned
            when assigned.workflow().equals(workflow) && assigned.index() == index -> assigned.attempt();
            case WorkAnswer.Assigned _ -> throw Refusal.precondition("another action of this machine comes first");
            case WorkAnswer.Idle idle -> throw Refusal.precondition(idle.why());
            case WorkAnswer.RebootToLocal home -> throw Refusal.precondition(home.why());
        };
    }

    private static Optional<Outcome> outcome(ClassicState reported, String message) {
        return switch (reported) {
            case PENDING, RUNNING -> Optional.empty();
            case SUCCESS -> Optional.of(new Outcome.Succeeded(message));
            // Tinkerbell's worker reports no exit code, and since v0.2.0 no message either.
            case FAILED -> Optional.of(new Outcome.Failed(or(message, "the worker reports that it failed"), -1));
            case TIMEOUT -> Optional.of(new Outcome.TimedOut(or(message, "the worker reports that it took too long")));
        };
    }

    /** PostgreSQL keeps no NUL, and the timeline no essay. */
    private static String fit(String message) {
        String plain = message.replace('\0', ' ');
        return plain.length() > LONGEST_MESSAGE ? plain.substring(0, LONGEST_MESSAGE) + "..." : plain;
    }

    private static String or(String message, String usual) {
        return message.isBlank() ? usual : message;
    }

    private void apply(MacAddress mac, Report report) {
        ReportAnswer answer = engine.report(mac, report);
        if (answer.outcome() == ReportAnswer.Outcome.STALE) {
            throw Refusal.precondition(answer.why());
        }
        answer.bootRevision().ifPresent(revision -> settle(mac, revision));
    }

    /**
     * A Tinkerbell worker's last report ends its workflow: its board need not be one that Kindling's boots sees booting its own disk.
     * The new boot mode stands, and boots has it before the worker has its answer.
     */
    private void settle(MacAddress mac, long revision) {
        boots.await(mac, revision);
        engine.on(new BootedLocally(mac, clock.instant()));
    }
}
