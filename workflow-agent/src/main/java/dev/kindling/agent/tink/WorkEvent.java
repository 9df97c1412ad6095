package dev.kindling.agent.tink;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.Assignment;

/** What the stream of work brings. */
public sealed interface WorkEvent {

    record Assign(Assignment assignment) implements WorkEvent {}

    record Cancel(ActionRef ref, String reason) implements WorkEvent {}

    /** Nothing to do; also the heartbeat. */
    record Idle(String text) implements WorkEvent {}

    /** The board should have booted its own disk. */
    record RebootToLocal(String text) implements WorkEvent {}

    /** The last event of a stream. */
    record Ended(Why why, String reason) implements WorkEvent {}

    /** Why a stream ended. */
    enum Why {
        /** Open it again after a while. */
        LOST,
        /** The server does not know this session: enrol again. */
        SESSION_REFUSED
    }
}
