package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.journal.Entry;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.log.EventLog;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.tink.ActionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * Brings attempts through the journal, one at a time on one thread.
 *
 * <pre>
 * assigned -> report Started -> started -> run [-> reacting -> run on-failure or on-timeout]
 *          -> finished -> report result -> acknowledged
 * </pre>
 *
 * Started is report 1 and the result report 2 of every attempt, also after a restart of the agent.
 */
final class Attempts {

    private static final long FIRST = 1;
    private static final long LAST = 2;
    private static final String DIED = "the agent process died while this action ran; whether it was done is not known";

    private final Journal journal;
    private final Reporter reporter;
    private final ExecutorService worker;
    private final Remains remains;
    private final Runnable reboot;
    private final EventLog log;
    private final Map<ActionRef, Optional<Attempt>> queued = new LinkedHashMap<>();

    /**
     * @param worker one thread
     * @param remains what agents of this boot left that died
     * @param reboot called when a reboot was reported and answered
     */
    Attempts(Journal journal, Reporter reporter, ExecutorService worker, Remains remains, Runnable reboot) {
        this.journal = journal;
        this.reporter = reporter;
        this.worker = worker;
        this.remains = remains;
        this.reboot = reboot;
        this.log = reporter.log();
    }

    /** What a dead agent may have left of an attempt. */
    interface Remains {

        /** Whether it goes on, or has ended and can be asked. */
        boolean canBeGoneOnWith(ActionRef ref);

        /** Ends it, so that the next attempt runs alone. */
        void end(ActionRef ref) throws InterruptedException;
    }

    /** After a restart: what was running is over, what was not heard is said again. */
    void recover() throws IOException, InterruptedException {
        for (Map.Entry<ActionRef, Entry> known : journal.all().entrySet()) {
            if (known.getValue() instanceof Entry.Started started
                    && started.container()
                    && remains.canBeGoneOnWith(known.getKey())) {
                // The server hands the same attempt out again, and it goes on where it is.
                log.event(
                        "action.outlived", "action", known.getKey(), "next", "go on with it when it is assigned again");
            } else if (known.getValue() instanceof Entry.Started) {
                remains.end(known.getKey());
                journal.finished(known.getKey(), new ActionResult.Interrupted(DIED));
                reportAgain(known.getKey(), new ActionEvent.Ended(new ActionResult.Interrupted(DIED)));
            } else if (known.getValue() instanceof Entry.Reacting reacting) {
                remains.end(known.getKey());
                Optional<ActionResult> reaction = Optional.of(new ActionResult.Interrupted(DIED));
                journal.finished(known.getKey(), reacting.result(), reaction);
                reportAgain(known.getKey(), new ActionEvent.Ended(reacting.result(), reaction));
            } else if (known.getValue() instanceof Entry.Finished finished) {
                reportAgain(known.getKey(), new ActionEvent.Ended(finished.result(), finished.reaction()));
            } else if (known.getValue() instanceof Entry.Acknowledged acknowledged
                    && acknowledged.result() instanceof ActionResult.Rebooting) {
                // The server was told of the reboot that never came: the agent died between the answer and the trigger.
                reboot.run();
            }
        }
    }

    /** Runs it, goes on with it, or says its result again. */
    synchronized void assign(Assignment assignment, Attempt.Workbench workbench) {
        ActionRef ref = assignment.ref();
        if (queued.containsKey(ref)) {
            return;
        }
        Optional<ActionEvent.Ended> known = journal.find(ref).flatMap(Attempts::end);
        if (known.isPresent()) {
            reportAgain(ref, known.get());
            return;
        }
        queued.values().forEach(other -> other.ifPresent(attempt -> attempt.cancel(Cancellation.Cause.SUPERSEDED)));
        Attempt attempt = new Attempt(assignment, workbench);
        queue(ref, Optional.of(attempt), () -> perform(attempt));
    }

    private static Optional<ActionEvent.Ended> end(Entry entry) {
        if (entry instanceof Entry.Finished finished) {
            return Optional.of(new ActionEvent.Ended(finished.result(), finished.reaction()));
        }
        return entry instanceof Entry.Acknowledged acknowledged
                ? Optional.of(new ActionEvent.Ended(acknowledged.result(), acknowledged.reaction()))
                : Optional.empty();
    }

    synchronized void cancel(ActionRef ref) {
        queued.getOrDefault(ref, Optional.empty()).ifPresent(attempt -> attempt.cancel(Cancellation.Cause.CANCELLED));
    }

    synchronized boolean isIdle() {
        return queued.isEmpty();
    }

    private synchronized void reportAgain(ActionRef ref, ActionEvent.Ended end) {
        if (!queued.containsKey(ref)) {
            queue(ref, Optional.empty(), () -> deliver(ref, end, Optional.empty()));
        }
    }

    private void queue(ActionRef ref, Optional<Attempt> attempt, Step step) {
        queued.put(ref, attempt);
        worker.execute(() -> {
            try {
                step.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                // Without a journal nothing may be run: better a board that stands still than one that runs twice.
                throw new UncheckedIOException("the journal cannot be written", e);
            } finally {
                done(ref);
            }
        });
    }

    private synchronized void done(ActionRef ref) {
        queued.remove(ref);
    }

    private void perform(Attempt attempt) throws IOException, InterruptedException {
        Assignment assignment = attempt.assignment();
        ActionRef ref = assignment.ref();
        if (attempt.isSuperseded()) {
            return;
        }
        journal.assigned(ref);
        if (!reporter.report(ref, FIRST, new ActionEvent.Started())) {
            journal.acknowledged(ref);
            return;
        }
        journal.started(ref, assignment.isContainer());
        log.event("action.started", "action", ref, "name", assignment.name(), "image", assignment.image());
        ActionResult result = attempt.run();
        log.event("action." + result.word(), "action", ref, "name", assignment.name(), "message", result.message());
        Optional<Attempt> reaction = attempt.reactionTo(result);
        Optional<ActionResult> how = reaction.isPresent() ? Optional.of(react(reaction, result)) : Optional.empty();
        journal.finished(ref, result, how);
        deliver(ref, new ActionEvent.Ended(result, how), reaction.or(() -> Optional.of(attempt)));
    }

    /** Runs the on-failure or on-timeout command; a cancel from the server ends that too. */
    private ActionResult react(Optional<Attempt> reaction, ActionResult result) throws IOException {
        ActionRef ref = reaction.orElseThrow().assignment().ref();
        journal.reacting(ref, result);
        synchronized (this) {
            queued.put(ref, reaction);
        }
        ActionResult how = reaction.orElseThrow().run();
        log.event("reaction." + how.word(), "action", ref, "message", how.message());
        return how;
    }

    /**
     * Says the result until it is answered, and meanwhile what is left of the log: what a server that was away missed of it is most
     * often why the action failed.
     *
     * @param last what ran last, if it did so in this process
     */
    private void deliver(ActionRef ref, ActionEvent.Ended end, Optional<Attempt> last)
            throws IOException, InterruptedException {
        Optional<ActionFeed> rest = last.map(Attempt::sendRest);
        boolean wanted = reporter.report(ref, LAST, end);
        if (rest.isPresent()) {
            int lost = rest.get().giveUp(last.orElseThrow().logFlush());
            if (lost > 0) {
                log.event("log.lost", "action", ref, "bytes", lost);
            }
        }
        boolean reboots = end.result() instanceof ActionResult.Rebooting;
        if (reboots && !wanted) {
            journal.finished(ref, new ActionResult.Cancelled());
        }
        journal.acknowledged(ref);
        if (reboots && wanted) {
            reboot.run();
        }
    }

    /** A task of the worker. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
