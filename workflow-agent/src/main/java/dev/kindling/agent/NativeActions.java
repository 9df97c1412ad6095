package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.process.Exec;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** {@code kindling/NAME} here, anything else to the container engine. */
final class NativeActions implements ActionRuntime {

    private static final String PREFIX = "kindling/";

    private final Map<String, ActionRuntime> byName;
    private final ActionRuntime containers;

    NativeActions(Map<String, ActionRuntime> byName, ActionRuntime containers) {
        this.byName = new TreeMap<>(byName);
        this.containers = containers;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        String image = context.assignment().image();
        if (!image.startsWith(PREFIX)) {
            return containers.run(context);
        }
        // A tag says nothing about an action that is part of the agent.
        String name = image.substring(PREFIX.length()).split("[:@]", 2)[0];
        ActionRuntime action = byName.get(name);
        if (action == null) {
            throw new ActionFailure(image + " is not an action of this agent; it has " + byName.keySet());
        }
        return action.run(context);
    }

    @Override
    public boolean hasOutlived(AgentRoot root, ActionRef ref) {
        return containers.hasOutlived(root, ref);
    }

    @Override
    public void endRemains(AgentRoot root, ActionRef ref) throws InterruptedException {
        for (ActionRuntime action : byName.values()) {
            action.endRemains(root, ref);
        }
    }

    /** Those that need nothing but the machine. */
    static Map<String, ActionRuntime> ofProcesses() {
        return Map.of("exec", new Exec(), "reboot", context -> new ActionResult.Rebooting());
    }
}
