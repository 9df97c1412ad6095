package dev.kindling.tink.tinkerbell.classic.web;

import dev.kindling.tink.template.Template;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.tinkerbell.classic.ClassicCursor;
import dev.kindling.tink.tinkerbell.classic.ClassicEvents;
import dev.kindling.tink.tinkerbell.classic.ClassicState;
import dev.kindling.tink.tinkerbell.classic.ClassicWorkflows;
import dev.kindling.tink.tinkerbell.classic.WorkerIds;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Messages as protojson prints them with the names of the fields: 64-bit numbers are texts, times RFC 3339. */
@Component
class ClassicJson {

    private final WorkerIds workers;
    private final JsonMapper json;

    ClassicJson(WorkerIds workers, JsonMapper json) {
        this.workers = workers;
        this.json = json;
    }

    /** Without its text. */
    String template(Template template) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", template.id().toString());
        values.put("name", template.name());
        values.put("created_at", template.createdAt().toString());
        values.put("updated_at", template.updatedAt().toString());
        return json.writeValueAsString(values);
    }

    /** Zero values are left out: a pending workflow has no state. */
    String workflow(ClassicWorkflows.Shown shown) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", shown.id().toString());
        values.put("template", shown.template());
        values.put("hardware", shown.hardware());
        if (shown.state() != ClassicState.PENDING) {
            values.put("state", state(shown.state()));
        }
        values.put("created_at", shown.createdAt().toString());
        values.put("updated_at", shown.updatedAt().toString());
        return json.writeValueAsString(values);
    }

    /** With its zero values. */
    String context(String workflow, ClassicCursor cursor) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("workflow_id", workflow);
        values.put("current_worker", cursor.worker().map(workers::of).orElse(""));
        values.put("current_task", cursor.action().map(PlannedAction::task).orElse(""));
        values.put("current_action", cursor.action().map(PlannedAction::name).orElse(""));
        values.put("current_action_index", Integer.toString(cursor.index()));
        values.put("current_action_state", state(cursor.state()));
        values.put("total_number_of_actions", Integer.toString(cursor.total()));
        return json.writeValueAsString(values);
    }

    /** With its zero values; Tinkerbell leaves the workflow's id empty. */
    String event(ClassicEvents.Event event) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("workflow_id", "");
        values.put("task_name", event.action().task());
        values.put("action_name", event.action().name());
        values.put("action_status", state(event.state()));
        values.put("seconds", Long.toString(event.seconds()));
        values.put("message", event.message());
        values.put("created_at", event.at().toString());
        values.put("worker_id", workers.of(event.action().worker()));
        return json.writeValueAsString(values);
    }

    private static String state(ClassicState state) {
        return "STATE_" + state.name();
    }
}
