package dev.kindling.agent.action;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an attempt has to do.
 *
 * @param task the task's name in the template
 * @param name the action's name in the template
 * @param image {@code kindling/NAME} is native, anything else is a container image
 * @param command arguments, may be empty
 * @param environment as rendered; without the values of secrets
 * @param volumes {@code HOST:CONTAINER[:OPTIONS]}
 * @param pid empty or {@code host}
 * @param timeout from start to end
 * @param secrets environment name to secret name
 * @param onFailure the command of a second container run when the first failed
 * @param onTimeout the command of a second container run when the first took too long
 */
public record Assignment(
        ActionRef ref,
        String task,
        String name,
        String image,
        List<String> command,
        Map<String, String> environment,
        List<String> volumes,
        String pid,
        Duration timeout,
        Map<String, String> secrets,
        List<String> onFailure,
        List<String> onTimeout) {

    public Assignment {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        volumes = List.copyOf(volumes);
        secrets = Map.copyOf(secrets);
        onFailure = List.copyOf(onFailure);
        onTimeout = List.copyOf(onTimeout);
    }

    /** Whether it runs in a container. */
    public boolean isContainer() {
        return !image.startsWith("kindling/");
    }

    /** Its on-failure or on-timeout command, with all it has; a native action's runs on the machine itself. */
    public Assignment reaction(List<String> reaction) {
        String runner = isContainer() ? image : "kindling/exec";
        return new Assignment(
                ref, task, name, runner, reaction, environment, volumes, pid, timeout, secrets, List.of(), List.of());
    }

    /** Without the environment: people put credentials there. */
    @Override
    public String toString() {
        return "Assignment[" + ref + ", " + task + "/" + name + ", " + image + "]";
    }
}
