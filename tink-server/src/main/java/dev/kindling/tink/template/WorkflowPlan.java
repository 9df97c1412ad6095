package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rendered and frozen workflow: later edits of the template do not change it.
 *
 * @param name the template's root name
 * @param globalTimeout whole run; zero means none
 * @param after what the machines boot when all is done
 * @param actions all tasks' actions in their order
 */
public record WorkflowPlan(String name, Duration globalTimeout, After after, List<PlannedAction> actions) {

    public WorkflowPlan {
        actions = List.copyOf(actions);
    }

    /** Root key {@code after}. */
    public enum After {
        LOCAL,
        NETBOOT
    }

    /**
     * One action, with its task's environment and volumes merged in (Tinkerbell's rule: the action wins).
     *
     * @param worker the machine that runs it
     * @param timeout from start to end; Tinkerbell's 0 is one hour
     * @param retries how often it may run again after a failure
     * @param condition key {@code if}, already rendered: false means skipped
     * @param secrets environment name to secret name
     */
    public record PlannedAction(
            String task,
            String name,
            MacAddress worker,
            String image,
            List<String> command,
            Duration timeout,
            Map<String, String> environment,
            List<String> volumes,
            Optional<String> pid,
            List<String> onFailure,
            List<String> onTimeout,
            int retries,
            boolean condition,
            ActionClass actionClass,
            Map<String, String> secrets) {

        public PlannedAction {
            command = List.copyOf(command);
            environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
            volumes = List.copyOf(volumes);
            onFailure = List.copyOf(onFailure);
            onTimeout = List.copyOf(onTimeout);
            secrets = Map.copyOf(secrets);
        }

        /** The same action, run by another image with another environment and other secrets. */
        PlannedAction as(String otherImage, Map<String, String> otherEnvironment, Map<String, String> otherSecrets) {
            return new PlannedAction(
                    task,
                    name,
                    worker,
                    otherImage,
                    command,
                    timeout,
                    otherEnvironment,
                    volumes,
                    pid,
                    onFailure,
                    onTimeout,
                    retries,
                    condition,
                    actionClass,
                    otherSecrets);
        }
    }
}
