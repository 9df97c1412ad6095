package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.workflow.WorkflowEvent.CancelRequested;
import dev.kindling.tink.workflow.WorkflowEvent.FailRequested;
import dev.kindling.tink.workflow.WorkflowEvent.ResumeRequested;
import dev.kindling.tink.workflow.WorkflowEvent.RetryRequested;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people do to workflows. */
@Service
public class Workflows {

    private final WorkflowRows rows;
    private final WorkflowMover mover;
    private final WorkflowPlanner planner;
    private final WorkflowBirth birth;
    private final WorkflowList list;
    private final Audit audit;

    Workflows(
            WorkflowRows rows,
            WorkflowMover mover,
            WorkflowPlanner planner,
            WorkflowBirth birth,
            WorkflowList list,
            Audit audit) {
        this.rows = rows;
        this.mover = mover;
        this.planner = planner;
        this.birth = birth;
        this.list = list;
        this.audit = audit;
    }

    /** What a person can decide about a workflow. */
    public enum Decision {
        CANCEL(new CancelRequested()),
        /** The held action is done: go on. */
        RESUME(new ResumeRequested()),
        /** The held workflow is given up. */
        FAIL(new FailRequested());

        private final WorkflowEvent event;

        Decision(WorkflowEvent event) {
            this.event = event;
        }
    }

    /** Renders and freezes; the machines begin when their agents ask. */
    @Transactional
    public WorkflowView create(NewWorkflow request) {
        return list.view(birth.create(planner.plan(request), request.id()));
    }

    @Transactional(readOnly = true)
    public WorkflowView get(UUID id) {
        return list.view(rows.find(id).orElseThrow(() -> new Failure.NotFound("workflow", id)));
    }

    /** Newest first. @param after the id of the last one of the page before */
    @Transactional(readOnly = true)
    public List<WorkflowView> list(
            Optional<WorkflowState> state, Optional<MacAddress> machine, Optional<UUID> after, int limit) {
        return list(new WorkflowFilter(state, machine, Optional.empty()), after, limit);
    }

    /** As above, by label too. */
    @Transactional(readOnly = true)
    public List<WorkflowView> list(WorkflowFilter filter, Optional<UUID> after, int limit) {
        List<UUID> ids = list.ids(filter, after, limit);
        Map<UUID, Workflow> found = rows.findAll(ids);
        return ids.stream()
                .filter(found::containsKey)
                .map(id -> list.view(found.get(id)))
                .toList();
    }

    @Transactional
    public WorkflowView decide(UUID id, Decision decision) {
        return apply(locked(id), verb(decision), decision.event);
    }

    /**
     * Runs again what stands still: a held workflow goes on, one that ended begins as a new workflow with the same plan.
     *
     * @param from the first action to run again, by name or as {@code TASK/ACTION}; empty: the one it stands at, or ended with
     */
    @Transactional
    public WorkflowView retry(UUID id, String from) {
        Workflow workflow = locked(id);
        OptionalInt named = ActionChoice.of(workflow, from);
        if (!workflow.state().isFinal()) {
            return apply(workflow, "retry", new RetryRequested(named));
        }
        OptionalInt first = named.isPresent() ? named : workflow.snapshot().current();
        if (first.isEmpty()) {
            throw new Failure.Conflict("workflow " + id + " is " + workflow.state()
                    + " and all its actions are done; say from which action it should run again");
        }
        Workflow again = birth.again(workflow, first.getAsInt());
        audit.record(
                "workflow.retry",
                "workflow/" + id,
                Map.of("state", workflow.state().name()),
                Map.of("workflow", again.id().toString()));
        return list.view(again);
    }

    private WorkflowView apply(Workflow workflow, String verb, WorkflowEvent event) {
        UUID id = workflow.id();
        String before = workflow.state().name();
        if (mover.apply(workflow, event) instanceof Transition.Rejected rejected) {
            throw new Failure.Conflict("workflow " + id + " cannot " + verb + ": " + rejected.why());
        }
        audit.record(
                "workflow." + verb,
                "workflow/" + id,
                Map.of("state", before),
                Map.of("state", workflow.state().name()));
        return list.view(workflow);
    }

    /** Deletes a workflow that does not run. */
    @Transactional
    public void delete(UUID id) {
        Workflow workflow = locked(id);
        if (workflow.state().isActive()) {
            throw new Failure.Conflict("workflow " + id + " is " + workflow.state() + "; cancel it first");
        }
        rows.delete(id);
        audit.record(
                "workflow.delete",
                "workflow/" + id,
                Map.of("state", workflow.state().name()),
                Map.of());
    }

    private Workflow locked(UUID id) {
        return rows.lockWhole(id).orElseThrow(() -> new Failure.NotFound("workflow", id));
    }

    private static String verb(Decision decision) {
        return decision.name().toLowerCase(java.util.Locale.ROOT);
    }
}
