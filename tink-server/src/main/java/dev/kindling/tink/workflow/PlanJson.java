package dev.kindling.tink.workflow;

import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The frozen plan of one action as it lies in the database. */
final class PlanJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int KEPT = 1_000;
    private static final int LONGEST_KEPT = 4_096;

    /** A plan is frozen, and every event of a workflow reads those of all its actions: the ones read last are kept. */
    private static final Map<String, PlannedAction> LAST =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, PlannedAction> eldest) {
                    return size() > KEPT;
                }
            });

    private PlanJson() {}

    static String write(PlannedAction action) {
        return MAPPER.writeValueAsString(action);
    }

    static PlannedAction read(String json) {
        PlannedAction known = LAST.get(json);
        if (known != null) {
            return known;
        }
        PlannedAction read = MAPPER.readValue(json, PlannedAction.class);
        if (json.length() <= LONGEST_KEPT) {
            LAST.put(json, read);
        }
        return read;
    }
}
