package dev.kindling.tink.workflow;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.machine.BootMode;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The first moment of a workflow: stored, told, and its machines made to boot from the network. */
@Component
class WorkflowBirth {

    private final WorkflowRows workflows;
    private final Machines machines;
    private final Timeline timeline;
    private final Audit audit;
    private final WorkSignals signals;
    private final Clock clock;

    WorkflowBirth(
            WorkflowRows workflows,
            Machines machines,
            Timeline timeline,
            Audit audit,
            WorkSignals signals,
            Clock clock) {
        this.workflows = workflows;
        this.machines = machines;
        this.timeline = timeline;
        this.audit = audit;
        this.signals = signals;
        this.clock = clock;
    }

    /** @param wished empty: a fresh id */
    Workflow create(WorkflowPlanner.Planned planned, Optional<UUID> wished) {
        Instant now = clock.instant();
        wished.filter(workflows::exists).ifPresent(id -> {
            throw new Failure.Conflict("workflow '" + id + "' is there already");
        });
        Map<String, String> facts = Map.of("template", planned.template());
        return bear(
                new Workflow(wished.orElseGet(UUID::randomUUID), planned.template(), planned.plan(), now),
                facts,
                planned.data(),
                now);
    }

    /** A new run of an ended one's plan. @param from the first action that runs again */
    Workflow again(Workflow ended, int from) {
        Instant now = clock.instant();
        Map<String, String> facts = Map.of(
                "template",
                ended.template(),
                "retryOf",
                ended.id().toString(),
                "from",
                ended.actions().get(from).name());
        return bear(ended.again(UUID.randomUUID(), from, now), facts, List.of(), now);
    }

    /** @param data names of what the caller gave the template, for the audit */
    private Workflow bear(Workflow workflow, Map<String, String> facts, List<String> data, Instant now) {
        workflows.insert(workflow);
        for (WorkflowWorker worker : workflow.workers()) {
            timeline.record(TimelineEvent.ofWorkflow(
                    worker.mac(), now, "workflow.created", Severity.INFO, facts, workflow.id()));
            // A board that runs from its own disk has to come back to the network; one that still finishes another
            // workflow comes when that has ended.
            boolean busy = workflows.activeOf(worker.mac().text()).isPresent();
            boolean local = machines.find(worker.mac())
                    .filter(machine -> machine.bootMode() == BootMode.LOCAL)
                    .isPresent();
            if (local && !busy) {
                machines.setBootMode(worker.mac(), BootMode.NETBOOT);
            }
            signals.wake(worker.mac());
        }
        Map<String, Object> made = new LinkedHashMap<>(facts);
        made.put(
                "machines",
                workflow.workers().stream().map(worker -> worker.mac().text()).toList());
        made.put("data", data);
        audit.record("workflow.create", "workflow/" + workflow.id(), Map.of(), made);
        return workflow;
    }
}
