package dev.kindling.tink.workflow;

/** Where one action stands. */
public enum ActionState {
    /** To be handed out; with an attempt above 0 it will run again. */
    PENDING,
    /** Failed with retries left: will be handed out again when its back-off has passed. */
    WAITING,
    /** Handed out, not yet reported as started. */
    ASSIGNED,
    RUNNING,
    /** Reported that the node is about to vanish; its next enrolment is the success. */
    REBOOTING,
    /** The attempt ended and nobody knows how; an operator decides. */
    UNKNOWN,
    SUCCEEDED,
    /** Its condition was false. */
    SKIPPED,
    FAILED,
    TIMED_OUT,
    CANCELLED;

    /** The next action may begin. */
    public boolean isDone() {
        return this == SUCCEEDED || this == SKIPPED;
    }

    /** An agent owns it now. */
    boolean isOwned() {
        return this == ASSIGNED || this == RUNNING || this == REBOOTING;
    }

    /** A report of the current attempt still counts: an agent owns it, or its outcome is wanted. */
    boolean isOpen() {
        return isOwned() || this == UNKNOWN;
    }
}
