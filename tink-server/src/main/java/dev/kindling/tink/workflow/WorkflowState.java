package dev.kindling.tink.workflow;

/** Where a workflow stands; {@link WorkflowLifecycle} alone says how it moves. */
public enum WorkflowState {
    /** No action was handed out yet. */
    PENDING,
    RUNNING,
    /** Waits for an operator: resume, retry or fail. */
    HELD,
    /** All actions are done; waits for its machines to boot their own disks. */
    SETTLING,
    SUCCESS,
    FAILED,
    TIMEOUT,
    CANCELLED;

    /** A final state never changes. */
    public boolean isFinal() {
        return switch (this) {
            case PENDING, RUNNING, HELD, SETTLING -> false;
            case SUCCESS, FAILED, TIMEOUT, CANCELLED -> true;
        };
    }

    /** Whether its machines belong to it alone. */
    public boolean isActive() {
        return !isFinal() && this != PENDING;
    }
}
