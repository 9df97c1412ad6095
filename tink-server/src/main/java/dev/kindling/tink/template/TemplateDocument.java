package dev.kindling.tink.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A template's YAML as it is written, checked; environments and volumes are not merged yet.
 *
 * @param globalTimeout zero means none
 */
record TemplateDocument(String name, Duration globalTimeout, WorkflowPlan.After after, List<Task> tasks) {

    /** One machine's part. */
    record Task(
            String name, String worker, List<String> volumes, Map<String, String> environment, List<Action> actions) {}

    /**
     * One action.
     *
     * @param timeout zero means Tinkerbell's hour
     * @param condition key {@code if}; empty when absent
     */
    record Action(
            String name,
            String image,
            Duration timeout,
            List<String> command,
            List<String> onTimeout,
            List<String> onFailure,
            List<String> volumes,
            Map<String, String> environment,
            String pid,
            int retries,
            Optional<String> condition,
            Optional<ActionClass> actionClass,
            Map<String, String> secrets) {}
}
