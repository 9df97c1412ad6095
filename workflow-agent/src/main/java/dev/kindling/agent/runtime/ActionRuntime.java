package dev.kindling.agent.runtime;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;

/**
 * Runs actions of one kind. Returns the result it knows; throws {@link ActionFailure} for a failure it can explain,
 * {@link IOException} for one it cannot. When the context's {@link Cancellation} fires it returns or throws soon, and
 * leaves nothing running; a failure it then tells of is read as that end.
 */
@FunctionalInterface
public interface ActionRuntime {

    /** Whether what an agent started for an attempt before it died is still there to be gone on with. */
    default boolean hasOutlived(AgentRoot root, ActionRef ref) {
        return false;
    }

    /** Ends what an agent started for an attempt before it died, unless it {@link #hasOutlived}. */
    default void endRemains(AgentRoot root, ActionRef ref) throws InterruptedException {}

    ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException;
}
