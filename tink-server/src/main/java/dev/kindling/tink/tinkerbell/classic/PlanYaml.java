package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A frozen plan as the YAML it was rendered to, near enough: what a task gave its actions stands in each of them. Tinkerbell rendered
 * today's template again, which could show what never runs.
 */
final class PlanYaml {

    private static final DumpSettings BLOCKS =
            DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

    private PlanYaml() {}

    static String of(WorkflowPlan plan) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", "0.1");
        root.put("name", plan.name());
        root.put("global_timeout", plan.globalTimeout().toSeconds());
        Map<String, Map<String, Object>> tasks = new LinkedHashMap<>();
        for (PlannedAction action : plan.actions()) {
            Map<String, Object> task = tasks.computeIfAbsent(action.task(), name -> {
                Map<String, Object> fresh = new LinkedHashMap<>();
                fresh.put("name", name);
                fresh.put("worker", action.worker().text());
                fresh.put("actions", new ArrayList<Object>());
                return fresh;
            });
            @SuppressWarnings("unchecked")
            List<Object> actions = (List<Object>) task.get("actions");
            actions.add(action(action));
        }
        root.put("tasks", List.copyOf(tasks.values()));
        return new Dump(BLOCKS).dumpToString(root);
    }

    private static Map<String, Object> action(PlannedAction action) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", action.name());
        values.put("image", action.image());
        values.put("timeout", action.timeout().toSeconds());
        putUnlessEmpty(values, "command", action.command());
        putUnlessEmpty(values, "on-timeout", action.onTimeout());
        putUnlessEmpty(values, "on-failure", action.onFailure());
        putUnlessEmpty(values, "volumes", action.volumes());
        if (!action.environment().isEmpty()) {
            values.put("environment", action.environment());
        }
        action.pid().ifPresent(pid -> values.put("pid", pid));
        return values;
    }

    private static void putUnlessEmpty(Map<String, Object> values, String key, List<String> list) {
        if (!list.isEmpty()) {
            values.put(key, list);
        }
    }
}
