package dev.kindling.tink.workflow;

import dev.kindling.tink.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Reads a workflow's logs to their end: to what is there now, or on until the workflow has ended. */
@Component
public class LogFollower implements SmartLifecycle {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ActionLogs logs;
    private final Workflows workflows;
    private final CountDownLatch stopping = new CountDownLatch(1);

    LogFollower(ActionLogs logs, Workflows workflows) {
        this.logs = logs;
        this.workflows = workflows;
    }

    /** Takes pieces; says false when nobody reads any more. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        boolean take(ActionLogs.Piece piece) throws E;
    }

    /** Returns when all is read, the workflow is deleted, nobody reads any more or the server stops. */
    public <E extends Exception> void read(UUID workflow, OptionalInt index, boolean follow, Taker<E> taker)
            throws E, InterruptedException {
        ActionLogs.Reader reader = new ActionLogs.Reader(workflow, index);
        boolean more = true;
        while (more) {
            // Asked first: what was written before the end is then read after it.
            boolean ended = !follow || hasEnded(workflow);
            List<ActionLogs.Piece> pieces = logs.next(reader);
            for (ActionLogs.Piece piece : pieces) {
                if (!taker.take(piece)) {
                    return;
                }
            }
            more = !pieces.isEmpty() || !ended;
            if (pieces.isEmpty() && more && stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean hasEnded(UUID workflow) {
        try {
            return workflows.get(workflow).state().isFinal();
        } catch (Failure.NotFound deleted) {
            return true;
        }
    }

    @Override
    public void start() {
        // Nothing: readers bring their own threads.
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }
}
