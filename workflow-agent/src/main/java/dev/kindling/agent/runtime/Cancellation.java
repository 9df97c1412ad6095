package dev.kindling.agent.runtime;

import dev.kindling.agent.action.ActionRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends a running action from outside, once. */
public final class Cancellation {

    /** Why an action is ended. */
    public enum Cause {
        /** The server said so. */
        CANCELLED,
        /** Its time is over. */
        TIMED_OUT,
        /** A newer attempt or another workflow took its place, or the agent ends. */
        SUPERSEDED
    }

    private final Optional<ActionRef> attempt;
    private final List<Runnable> stops = new ArrayList<>();
    private Cause cause;

    /** Of work that is no attempt's. */
    public Cancellation() {
        this.attempt = Optional.empty();
    }

    /** Of an attempt's action: what is started under it is known as that attempt's, also when the agent has died. */
    public Cancellation(ActionRef attempt) {
        this.attempt = Optional.of(attempt);
    }

    public Optional<ActionRef> attempt() {
        return attempt;
    }

    /** The first cause stands. */
    public void cancel(Cause why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = why;
            toRun = List.copyOf(stops);
        }
        toRun.forEach(Runnable::run);
    }

    public synchronized Optional<Cause> cause() {
        return Optional.ofNullable(cause);
    }

    public synchronized boolean isCancelled() {
        return cause != null;
    }

    /** Says how to stop what is about to begin: close a socket, end a process. Runs at once when it is too late. */
    public void onCancel(Runnable stop) {
        synchronized (this) {
            if (cause == null) {
                stops.add(stop);
                return;
            }
        }
        stop.run();
    }

    /** Ends a loop between two steps. */
    public void check() throws InterruptedException {
        if (isCancelled()) {
            throw new InterruptedException("cancelled");
        }
    }
}
