package dev.kindling.agent.container;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;

/** A machine without a container engine: says so, and what to do. */
public final class NoContainers implements ContainerRuntime {

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure {
        throw new ActionFailure("action '" + context.assignment().name() + "' is the container image "
                + context.assignment().image() + ", and this machine has no container engine at /var/run/docker.sock;"
                + " install docker.io in its root file system or use a kindling/ action");
    }
}
