package dev.kindling.agent.container;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.registry.Credentials;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How an action becomes a container, as Tinkerbell's worker makes it (tinkerbell/tink cmd/tink-worker, v0.6.0) but for two
 * things: it has privileges only where KINDLING_PRIVILEGED says so, and no terminal, which would mix its streams and change
 * its line ends. It is on the default network, has the workflow's directory at /workflow, volumes and pid as the template
 * says.
 *
 * @param image the name the engine knows the image by
 * @param command replaces the image's CMD when not empty, never its ENTRYPOINT
 */
record ContainerSpec(String name, String image, List<String> command, ActionContext context) {

    /** Says which attempt a container is of. */
    static final String ATTEMPT = "dev.kindling.attempt";

    static final String PRIVILEGED = "KINDLING_PRIVILEGED";

    /** Without the attempt: the name being taken by an older attempt is how that one is found and removed. */
    static ContainerSpec of(ActionContext context, String image, List<String> command) {
        Assignment assignment = context.assignment();
        String workflow = assignment.ref().workflow().replaceAll("[^A-Za-z0-9_.-]", "-");
        return new ContainerSpec("kindling-" + workflow + "-" + assignment.ref().index(), image, command, context);
    }

    boolean privileged() throws ActionFailure {
        return context.flag(PRIVILEGED);
    }

    /** What the label of this attempt's container says. */
    String attempt() {
        return context.assignment().ref().toString();
    }

    JsonArray commandJson() {
        return array(command);
    }

    String json(boolean privileged) {
        JsonObject json = new JsonObject();
        json.addProperty("Image", image);
        json.addProperty("Tty", false);
        JsonObject labels = new JsonObject();
        labels.addProperty(ATTEMPT, attempt());
        json.add("Labels", labels);
        if (!command.isEmpty()) {
            json.add("Cmd", commandJson());
        }
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : context.environment().entrySet()) {
            boolean ours = Credentials.VARIABLES.contains(variable.getKey())
                    || variable.getKey().equals(PRIVILEGED);
            if (!ours) {
                environment.add(variable.getKey() + "=" + variable.getValue());
            }
        }
        json.add("Env", array(environment));
        JsonObject host = new JsonObject();
        host.addProperty("Privileged", privileged);
        host.add("Binds", array(binds()));
        if (!context.assignment().pid().isEmpty()) {
            host.addProperty("PidMode", context.assignment().pid());
        }
        json.add("HostConfig", host);
        return json.toString();
    }

    private List<String> binds() {
        List<String> binds = new ArrayList<>();
        binds.add(source("/worker/" + context.assignment().ref().workflow()) + ":/workflow");
        for (String volume : context.assignment().volumes()) {
            int colon = volume.indexOf(':');
            boolean hostPath = volume.startsWith("/") && colon > 0;
            binds.add(hostPath ? source(volume.substring(0, colon)) + volume.substring(colon) : volume);
        }
        return binds;
    }

    /** Paths of the machine lie under its root. */
    private String source(String path) {
        AgentRoot root = context.root();
        return root.isMachine() ? path : root.resolve(path).toString();
    }

    private static JsonArray array(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "ContainerSpec[" + name + "]";
    }
}
