package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.workflow.WorkflowState;

/** Tinkerbell's states, in the order of their numbers on the wire (tink:protos/workflow/workflow.proto@v0.6.0). */
public enum ClassicState {
    PENDING,
    RUNNING,
    FAILED,
    TIMEOUT,
    SUCCESS;

    /** What a client that knows five states is told of ours. */
    public static ClassicState of(WorkflowState state) {
        return switch (state) {
            case PENDING -> PENDING;
            case RUNNING, HELD, SETTLING -> RUNNING;
            case SUCCESS -> SUCCESS;
            case FAILED, CANCELLED -> FAILED;
            case TIMEOUT -> TIMEOUT;
        };
    }
}
