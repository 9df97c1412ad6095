package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.WorkflowFilter;
import dev.kindling.tink.workflow.WorkflowPlans;
import dev.kindling.tink.workflow.WorkflowState;
import dev.kindling.tink.workflow.WorkflowView;
import dev.kindling.tink.workflow.Workflows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a worker is offered. Looking changes nothing: an action is claimed by the report that it has begun. */
@Service
public class WorkerDesk {

    /** Enough for any worker; a listing has an end. */
    private static final int MOST_LISTED = 1_000;

    private final WorkerIds workers;
    private final Workflows workflows;
    private final WorkflowPlans plans;

    WorkerDesk(WorkerIds workers, Workflows workflows, WorkflowPlans plans) {
        this.workers = workers;
        this.workflows = workflows;
        this.plans = plans;
    }

    /** A workflow and where it stands. */
    public record Context(UUID workflow, ClassicCursor cursor) {}

    /**
     * What the worker has to do now: at most one workflow for each of its machines, the one it is in or the oldest that waits.
     * Tinkerbell offered all of them in no order, and a worker ran them one after the other; so does this, oldest first.
     */
    public List<Context> offers(String workerId) {
        List<MachineFacts> machines = known(workerId);
        workers.remember(workerId, machines);
        List<Context> offers = new ArrayList<>();
        machines.forEach(machine -> offer(machine).ifPresent(offers::add));
        return offers;
    }

    /** Every workflow of a worker, newest first; an unknown worker has none. */
    public List<Context> contexts(String workerId) {
        return known(workerId).stream()
                .flatMap(machine -> workflows
                        .list(
                                new WorkflowFilter(Optional.empty(), Optional.of(machine.mac()), Optional.empty()),
                                Optional.empty(),
                                MOST_LISTED)
                        .stream())
                .map(view -> new Context(view.id(), ClassicCursor.of(view, plans.of(view.id()))))
                .distinct()
                .toList();
    }

    /** The actions of a workflow as a worker gets them. */
    public List<PlannedAction> actions(UUID workflow) {
        List<PlannedAction> actions;
        try {
            actions = ClassicCursor.actions(plans.of(workflow));
        } catch (Failure.NotFound _) {
            throw Refusal.aborted("Workflow with id " + workflow + " does not exist");
        }
        actions.stream()
                .filter(action -> !action.secrets().isEmpty())
                .findFirst()
                .ifPresent(action -> {
                    throw Refusal.precondition("action '" + action.name() + "' needs secrets, and those are handed"
                            + " only to an agent that has enrolled; run it with Kindling's own agent");
                });
        return actions;
    }

    private List<MachineFacts> known(String workerId) {
        if (workerId.isEmpty()) {
            throw Refusal.invalid("invalid worker id");
        }
        return workers.machines(workerId);
    }

    private Optional<Context> offer(MachineFacts machine) {
        if (!machine.allowWorkflow()) {
            return Optional.empty();
        }
        return plans.nextOf(machine.mac())
                .map(workflows::get)
                .filter(view -> view.state() == WorkflowState.PENDING || view.state() == WorkflowState.RUNNING)
                .flatMap(view -> offer(machine, view));
    }

    private Optional<Context> offer(MachineFacts machine, WorkflowView view) {
        WorkflowPlan plan = plans.of(view.id());
        ClassicCursor cursor = ClassicCursor.of(view, plan);
        return cursor.next(plan)
                .filter(next -> next.worker().equals(machine.mac()))
                .map(_ -> new Context(view.id(), cursor));
    }
}
