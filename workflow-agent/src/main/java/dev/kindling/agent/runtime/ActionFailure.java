package dev.kindling.agent.runtime;

/** An action failed for a reason that can be told: what failed, on what, and what to do next. */
public final class ActionFailure extends Exception {

    private final int exitCode;

    public ActionFailure(String message) {
        this(message, -1);
    }

    /** @param exitCode of the command or container; -1 when there is none */
    public ActionFailure(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
