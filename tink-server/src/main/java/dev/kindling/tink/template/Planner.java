package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.TemplateDocument.Action;
import dev.kindling.tink.template.TemplateDocument.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checked document to a plan: merges what a task gives its actions, and fills in defaults. */
final class Planner {

    /** Tinkerbell's meaning of no timeout (tink:db/workflow.go@v0.6.0). */
    private static final Duration HOUR = Duration.ofHours(1);

    private static final String NATIVE = "kindling/";

    private Planner() {}

    /** The workers are in the order of the tasks. */
    static WorkflowPlan plan(TemplateDocument document, List<MacAddress> workers) {
        List<WorkflowPlan.PlannedAction> actions = new ArrayList<>();
        for (int i = 0; i < document.tasks().size(); i++) {
            Task task = document.tasks().get(i);
            for (Action action : task.actions()) {
                actions.add(planned(task, action, workers.get(i)));
            }
        }
        return new WorkflowPlan(document.name(), document.globalTimeout(), document.after(), actions);
    }

    private static WorkflowPlan.PlannedAction planned(Task task, Action action, MacAddress worker) {
        return new WorkflowPlan.PlannedAction(
                task.name(),
                action.name(),
                worker,
                action.image(),
                action.command(),
                action.timeout().isZero() ? HOUR : action.timeout(),
                environment(task, action),
                volumes(task, action),
                Optional.of(action.pid()).filter(pid -> !pid.isEmpty()),
                action.onFailure(),
                action.onTimeout(),
                action.retries(),
                action.condition().map("true"::equals).orElse(true),
                action.actionClass().orElseGet(() -> usualClass(action.image())),
                action.secrets());
    }

    /** The action's value wins; a secret takes the place of a task's plain value. */
    private static Map<String, String> environment(Task task, Action action) {
        Map<String, String> merged = new LinkedHashMap<>(task.environment());
        merged.putAll(action.environment());
        action.secrets().keySet().forEach(merged::remove);
        return merged;
    }

    /** One volume for each host path, the action's before the task's (Tinkerbell keys them by what stands before the first colon). */
    private static List<String> volumes(Task task, Action action) {
        Map<String, String> byHostPath = new LinkedHashMap<>();
        task.volumes().forEach(volume -> byHostPath.put(hostPath(volume), volume));
        action.volumes().forEach(volume -> byHostPath.put(hostPath(volume), volume));
        return List.copyOf(byHostPath.values());
    }

    private static String hostPath(String volume) {
        return volume.substring(0, volume.indexOf(':'));
    }

    /**
     * What may be repeated when its outcome is unknown; a native action we do not know is treated with care. The actions of
     * Tinkerbell's hub do under their own names what the native ones do, whether the site runs them natively or not: kexec leaves
     * this kernel, and a command of cexec is anybody's. Any other image is a container, which Tinkerbell's users write to be repeated.
     */
    private static ActionClass usualClass(String image) {
        if (!image.startsWith(NATIVE)) {
            String path = image.replaceFirst("@.*", "");
            return switch (path.substring(path.lastIndexOf('/') + 1).replaceFirst(":.*", "")) {
                case "kexec" -> ActionClass.REBOOT;
                case "cexec" -> ActionClass.ONCE;
                default -> ActionClass.IDEMPOTENT;
            };
        }
        String name = image.substring(NATIVE.length()).replaceFirst("[:@].*", "");
        return switch (name) {
            case "wipe",
                    "writefile",
                    "image2disk",
                    "archive2disk",
                    "oci2disk",
                    "qemuimg2disk",
                    "rootio",
                    "grub2disk",
                    "syslinux",
                    "slurp",
                    "eeprom-config",
                    "docker-scratch" -> ActionClass.IDEMPOTENT;
            case "reboot", "kexec" -> ActionClass.REBOOT;
            default -> ActionClass.ONCE;
        };
    }
}
