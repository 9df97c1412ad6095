package dev.kindling.agent;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.Redactor;
import dev.kindling.agent.runtime.SiteFacts;
import dev.kindling.agent.tink.Tink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs one attempt from its secrets to its result; knows nothing of journal and reports. */
final class Attempt {

    private final Assignment assignment;
    private final Workbench workbench;
    private final Cancellation cancellation;
    /** What the server does not have yet of this attempt's log; a reaction writes on where its action ended. */
    private ActionFeed.Unsent unsent;

    private Thread runner;

    /**
     * What attempts share.
     *
     * @param facts KINDLING_HOSTNAME and the like
     */
    record Workbench(
            Board board,
            Tink tink,
            SiteFacts site,
            ActionRuntime runtime,
            ScheduledExecutorService clock,
            Pace pace,
            Map<String, String> facts) {}

    Attempt(Assignment assignment, Workbench workbench) {
        this(assignment, workbench, ActionFeed.Unsent.NOTHING);
    }

    private Attempt(Assignment assignment, Workbench workbench, ActionFeed.Unsent unsent) {
        this.assignment = assignment;
        this.workbench = workbench;
        this.cancellation = new Cancellation(assignment.ref());
        this.unsent = unsent;
    }

    Assignment assignment() {
        return assignment;
    }

    void cancel(Cancellation.Cause cause) {
        cancellation.cancel(cause);
    }

    boolean isSuperseded() {
        return cancellation
                .cause()
                .filter(cause -> cause == Cancellation.Cause.SUPERSEDED)
                .isPresent();
    }

    /** What is to run after this result: the same image with the on-failure or on-timeout command; natively, that command. */
    Optional<Attempt> reactionTo(ActionResult result) {
        List<String> command = List.of();
        if (result instanceof ActionResult.Failed) {
            command = assignment.onFailure();
        } else if (result instanceof ActionResult.TimedOut) {
            command = assignment.onTimeout();
        }
        return command.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attempt(assignment.reaction(command), workbench, unsent));
    }

    /** Always a result; never throws for what an action does. */
    ActionResult run() {
        cancellation.onCancel(this::interrupt);
        ScheduledFuture<?> deadline = workbench
                .clock()
                .schedule(
                        () -> cancellation.cancel(Cancellation.Cause.TIMED_OUT),
                        assignment.timeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        setRunner(Thread.currentThread());
        List<String> secrets = new ArrayList<>();
        try {
            return ended(runWith(secrets));
        } catch (ActionFailure e) {
            return ended(new ActionResult.Failed(new Redactor(secrets).clean(e.getMessage()), e.exitCode()));
        } catch (IOException | InterruptedException | RuntimeException | OutOfMemoryError e) {
            return ended(
                    new ActionResult.Failed(assignment.image() + ": " + new Redactor(secrets).clean(e.toString()), -1));
        } finally {
            deadline.cancel(false);
            setRunner(null);
            Thread.interrupted();
        }
    }

    private ActionResult runWith(List<String> secrets) throws ActionFailure, IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(assignment.environment());
        environment.putAll(workbench.facts());
        environment.put("KINDLING_WORKFLOW", assignment.ref().workflow());
        environment.put("KINDLING_ACTION", assignment.name());
        environment.put("KINDLING_ATTEMPT", Integer.toString(assignment.ref().attempt()));
        for (Map.Entry<String, String> secret : assignment.secrets().entrySet()) {
            String value = workbench.site().secret(secret.getValue());
            secrets.add(value);
            environment.put(secret.getKey(), value);
        }
        ActionFeed feed = new ActionFeed(workbench.tink(), assignment.ref(), new Redactor(secrets), unsent);
        feed.start();
        try {
            ActionContext context = new ActionContext(
                    assignment, workbench.board().root(), environment, workbench.site(), feed, cancellation);
            cancellation.check();
            return workbench.runtime().run(context);
        } finally {
            setRunner(null);
            Thread.interrupted();
            unsent = feed.close(workbench.pace().logFlush());
        }
    }

    /** Goes on sending what the server does not have yet of the log of an attempt that has ended, until the feed is given up. */
    ActionFeed sendRest() {
        ActionFeed rest = new ActionFeed(workbench.tink(), assignment.ref(), new Redactor(List.of()), unsent);
        rest.start();
        return rest;
    }

    Duration logFlush() {
        return workbench.pace().logFlush();
    }

    /** A failure after the end from outside is that end; a success that won the race stands. */
    private ActionResult ended(ActionResult result) {
        Optional<Cancellation.Cause> cause = cancellation.cause();
        if (cause.isEmpty() || !(result instanceof ActionResult.Failed)) {
            return result;
        }
        return switch (cause.get()) {
            case CANCELLED -> new ActionResult.Cancelled();
            case TIMED_OUT ->
                new ActionResult.TimedOut(assignment.image() + " was not done after "
                        + assignment.timeout().toSeconds() + " s, its timeout, and was stopped");
            case SUPERSEDED -> new ActionResult.Interrupted("another assignment took its place");
        };
    }

    private synchronized void setRunner(Thread thread) {
        runner = thread;
        if (thread != null && cancellation.isCancelled()) {
            thread.interrupt();
        }
    }

    private synchronized void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }
}
