package dev.kindling.tink.workflow;

import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import java.util.UUID;

/** What the agent of a machine has to do now. */
public sealed interface WorkAnswer {

    /** Run this attempt, or go on with it. */
    record Assigned(UUID workflow, int index, int attempt, PlannedAction action) implements WorkAnswer {}

    /** Nothing; the reason is for people. */
    record Idle(String why) implements WorkAnswer {}

    /** The board should have booted its own disk; said once per finished workflow. */
    record RebootToLocal(String why) implements WorkAnswer {}
}
