package dev.kindling.tink.workflow;

import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import tools.jackson.databind.json.JsonMapper;

/** The frozen plan of one action as it lies in the database. */
final class PlanJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private PlanJson() {}

    static String write(PlannedAction action) {
        return MAPPER.writeValueAsString(action);
    }

    static PlannedAction read(String json) {
        return MAPPER.readValue(json, PlannedAction.class);
    }
}
