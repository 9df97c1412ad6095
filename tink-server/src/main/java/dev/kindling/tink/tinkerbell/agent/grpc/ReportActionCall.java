package dev.kindling.tink.tinkerbell.agent.grpc;

import dev.kindling.proto.tinkerbell.agent.ActionStatusRequest;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.tinkerbell.classic.ClassicState;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import dev.kindling.tink.tinkerbell.classic.WorkerIds;
import dev.kindling.tink.tinkerbell.classic.WorkerReports;
import dev.kindling.tink.workflow.WorkflowPlans;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** ReportActionStatus of today's agent. Unlike Tinkerbell's own server, a late report changes no final state. */
@Component
class ReportActionCall {

    private final WorkerReports reports;
    private final WorkerIds workers;
    private final WorkflowPlans plans;

    ReportActionCall(WorkerReports reports, WorkerIds workers, WorkflowPlans plans) {
        this.reports = reports;
        this.workers = workers;
        this.plans = plans;
    }

    void report(ActionStatusRequest request) {
        if (request.getWorkflowId().isEmpty()) {
            throw Refusal.invalid("invalid workflow id");
        }
        if (request.getTaskId().isEmpty()) {
            throw Refusal.invalid("invalid task name");
        }
        if (request.getActionId().isEmpty()) {
            throw Refusal.invalid("invalid action name");
        }
        UUID workflow = ActionIds.workflow(request.getWorkflowId());
        WorkflowPlan plan;
        try {
            plan = plans.of(workflow);
        } catch (Failure.NotFound unknown) {
            throw Refusal.notFound(unknown.getMessage());
        }
        int index = ActionIds.action(request.getActionId(), plan.actions().size());
        WorkflowPlan.PlannedAction action = plan.actions().get(index);
        boolean own = request.getAgentId().isEmpty() || workers.isNameOf(request.getAgentId(), action.worker());
        if (!action.task().equals(request.getTaskId()) || !own) {
            throw Refusal.notFound("action not found");
        }
        switch (reports.report(
                workflow, index, state(request), request.getMessage().getMessage())) {
            case REPEATED, CLAIMS, CONTINUES -> {}
            case OUT_OF_TURN -> throw Refusal.precondition("it is not this action's turn");
            case TOO_LATE -> throw Refusal.precondition("the Workflow has ended");
        }
    }

    private static ClassicState state(ActionStatusRequest request) {
        return switch (request.getActionState()) {
            case UNSPECIFIED, PENDING, UNRECOGNIZED -> ClassicState.PENDING;
            case RUNNING -> ClassicState.RUNNING;
            case FAILED -> ClassicState.FAILED;
            case TIMEOUT -> ClassicState.TIMEOUT;
            case SUCCESS -> ClassicState.SUCCESS;
        };
    }
}
