package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Everything that can happen to a workflow. */
public sealed interface WorkflowEvent {

    /**
     * The agent of a machine asks what to do.
     *
     * @param boot the one it runs in
     */
    record Claimed(MacAddress worker, Optional<UUID> boot) implements WorkflowEvent {

        Claimed(MacAddress worker) {
            this(worker, Optional.empty());
        }
    }

    /** A machine enrolled in a new boot: whatever its agent ran before has ended. */
    record Enrolled(MacAddress worker) implements WorkflowEvent {}

    /**
     * An agent says how an attempt goes.
     *
     * @param sequence from 1 within the attempt
     */
    record Reported(int index, int attempt, long sequence, Outcome outcome) implements WorkflowEvent {}

    /** The server waited long enough for the end of an attempt. */
    record ActionDeadlinePassed(int index, int attempt) implements WorkflowEvent {}

    /** The back-off before the next attempt is over. */
    record BackoffPassed(int index, int attempt) implements WorkflowEvent {}

    /** The whole run took too long. */
    record GlobalDeadlinePassed() implements WorkflowEvent {}

    /** The machines did not boot their own disks in time. */
    record SettleDeadlinePassed() implements WorkflowEvent {}

    /** A machine began to boot its own disk. */
    record LocalBootSeen(MacAddress worker) implements WorkflowEvent {}

    /** A person wants it to stop. */
    record CancelRequested() implements WorkflowEvent {}

    /** A person says that the held action is done: go on with the next one. */
    record ResumeRequested() implements WorkflowEvent {}

    /**
     * A person says that the action may run again, or that the run goes on from an earlier one.
     *
     * @param from position of that action; empty: the one it stands at
     */
    record RetryRequested(OptionalInt from) implements WorkflowEvent {
        public RetryRequested() {
            this(OptionalInt.empty());
        }

        RetryRequested(int from) {
            this(OptionalInt.of(from));
        }
    }

    /** A person gives the held workflow up. */
    record FailRequested() implements WorkflowEvent {}

    /** How an on-failure or on-timeout command ended; it changes nothing about the action, but is told. */
    record Reaction(boolean succeeded, String message, int exitCode) {}

    /** What an agent can say of its attempt. */
    sealed interface Outcome {

        record Started() implements Outcome {}

        record Succeeded(String message) implements Outcome {}

        /** @param reaction what became of its on-failure command, if that ran */
        record Failed(String message, int exitCode, Optional<Reaction> reaction) implements Outcome {
            public Failed(String message, int exitCode) {
                this(message, exitCode, Optional.empty());
            }
        }

        /** @param reaction what became of its on-timeout command, if that ran */
        record TimedOut(String message, Optional<Reaction> reaction) implements Outcome {
            public TimedOut(String message) {
                this(message, Optional.empty());
            }
        }

        record Cancelled() implements Outcome {}

        /** The agent died while it ran this and does not know the outcome. */
        record Interrupted(String message) implements Outcome {}

        /** Last word before the node vanishes on purpose. */
        record Rebooting() implements Outcome {}
    }
}
