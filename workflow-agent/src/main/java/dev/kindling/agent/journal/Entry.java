package dev.kindling.agent.journal;

import dev.kindling.agent.action.ActionResult;
import java.util.Optional;

/** How far an attempt came in this boot. */
public sealed interface Entry {

    /** Nothing of it was done yet. */
    record Assigned() implements Entry {}

    /**
     * It runs, or the agent died while it ran.
     *
     * @param container in a container, which may have outlived the agent; to ask for it would start an engine that is not needed
     */
    record Started(boolean container) implements Entry {}

    /** It ended so, and its on-failure or on-timeout command runs, or the agent died while that ran. */
    record Reacting(ActionResult result) implements Entry {}

    /** Its result is known here, perhaps not at the server. */
    record Finished(ActionResult result, Optional<ActionResult> reaction) implements Entry {}

    /** The server knows the result. */
    record Acknowledged(ActionResult result, Optional<ActionResult> reaction) implements Entry {}
}
