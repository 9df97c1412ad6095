package dev.kindling.tink.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** docs/workflow-states.md, as the lifecycle behaves. */
final class WorkflowStatesDocument {

    private static final List<WorkflowState> STATES = Arrays.asList(WorkflowState.values());

    private WorkflowStatesDocument() {}

    static String text() {
        return """
                # Workflow states

                Written by `WorkflowLifecycleTests` from `WorkflowLifecycle.next`; edit the code, run the test, commit this file.

                ```mermaid
                stateDiagram-v2
                    [*] --> PENDING
                %s```

                The table tells what an event does to a workflow in each state. Unless the row says otherwise the workflow has two
                actions of class `idempotent`, in RUNNING the first one runs as attempt 1, in HELD its outcome is unknown, and the
                workflow ends with a boot from the own disk (`after: local`).

                - `STATE (ACTION)`: the workflow goes to STATE and its first action to ACTION; `(ACTION)` alone: only the action changes.
                - `same`: a repetition, or it does not matter here; nothing changes and no event is recorded.
                - `stale`: the attempt or the workflow has ended; the agent is told to stop and forget.
                - `refused`: not possible here; a person gets a conflict that says why.

                A failed action waits (2 s, then twice as long each time, at most 5 min: `kindling.tink.workflow.backoff`) and is
                handed out again as the next attempt while its `retries` last. In the rows of a back-off it waits, in one of an action not begun it is handed out. An attempt that ended without an
                outcome (the agent died, the board booted again) is handed out again, but never more than 20 times; one of class `once` puts
                the workflow into HELD instead. A late report of the outcome still counts there. An operator resumes (the action is done),
                retries (run it, or an earlier action, again) or fails the workflow. A final state never changes: retrying a workflow
                that has ended begins a new one with the same frozen plan, from the action it ended with or from a named one.

                A workflow waits in HELD for as long as nobody decides: that time does not count towards its `global_timeout`, and what was left
                when it was held is left when it goes on.

                %s""".formatted(edges(), table());
    }

    private static String table() {
        StringBuilder text = new StringBuilder("| event | ");
        text.append(STATES.stream().map(Enum::name).collect(Collectors.joining(" | ")))
                .append(" |\n|---|");
        text.append("---|".repeat(STATES.size())).append('\n');
        for (LifecycleCases.Case row : LifecycleCases.all()) {
            text.append("| ").append(row.name()).append(" | ");
            text.append(STATES.stream()
                            .map(state -> LifecycleCases.cell(row.in(state), row.event()))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String edges() {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        for (LifecycleCases.Case row : LifecycleCases.all()) {
            for (WorkflowState state : STATES) {
                if (WorkflowLifecycle.next(row.in(state), row.event()) instanceof Transition.Moved moved
                        && moved.after().state() != state) {
                    String label = row.event().getClass().getSimpleName();
                    if (row.event() instanceof WorkflowEvent.Reported report) {
                        label = report.outcome().getClass().getSimpleName();
                    }
                    labels.computeIfAbsent(state + " --> " + moved.after().state(), _ -> new TreeSet<>())
                            .add(label);
                }
            }
        }
        String edges = labels.entrySet().stream()
                .map(e -> "    " + e.getKey() + " : " + String.join(", ", e.getValue()) + "\n")
                .collect(Collectors.joining());
        String ends = STATES.stream()
                .filter(WorkflowState::isFinal)
                .map(state -> "    " + state + " --> [*]\n")
                .collect(Collectors.joining());
        return edges + ends;
    }
}
