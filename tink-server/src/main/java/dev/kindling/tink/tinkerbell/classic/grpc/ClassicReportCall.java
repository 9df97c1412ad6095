package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.tinkerbell.classic.ClassicState;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import dev.kindling.tink.tinkerbell.classic.WorkerIds;
import dev.kindling.tink.tinkerbell.classic.WorkerReports;
import dev.kindling.tink.workflow.WorkflowPlans;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** ReportActionStatus: which action is meant, and Tinkerbell's words for what is refused. */
@Component
class ClassicReportCall {

    private final WorkerReports reports;
    private final WorkerIds workers;
    private final WorkflowPlans plans;

    ClassicReportCall(WorkerReports reports, WorkerIds workers, WorkflowPlans plans) {
        this.reports = reports;
        this.workers = workers;
        this.plans = plans;
    }

    void report(WorkflowActionStatus request) {
        UUID workflow = WorkflowMessages.id(request.getWorkflowId());
        if (request.getTaskName().isEmpty()) {
            throw Refusal.invalid("invalid task name");
        }
        if (request.getActionName().isEmpty()) {
            throw Refusal.invalid("invalid action name");
        }
        WorkflowPlan plan;
        try {
            plan = plans.of(workflow);
        } catch (Failure.NotFound _) {
            throw Refusal.aborted("Workflow with id " + workflow + " does not exist");
        }
        int index = index(plan, request);
        requireOwn(plan.actions().get(index), request.getWorkerId());
        ClassicState reported = state(request.getActionStatus());
        switch (reports.report(workflow, index, reported, request.getMessage())) {
            case REPEATED, CLAIMS, CONTINUES -> {}
            case OUT_OF_TURN -> throw Refusal.invalid("reported action name does not match the current action details");
            case TOO_LATE -> throw Refusal.precondition("the workflow has ended");
        }
    }

    private static int index(WorkflowPlan plan, WorkflowActionStatus request) {
        boolean knownTask =
                plan.actions().stream().anyMatch(action -> action.task().equals(request.getTaskName()));
        if (!knownTask) {
            throw Refusal.invalid("reported task name does not match the current action details");
        }
        return IntStream.range(0, plan.actions().size())
                .filter(i -> plan.actions().get(i).task().equals(request.getTaskName())
                        && plan.actions().get(i).name().equals(request.getActionName()))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("reported action name does not match the current action details"));
    }

    /** Tinkerbell believed anybody; a worker copies the id from the action, so a right one is never refused. */
    private void requireOwn(PlannedAction action, String workerId) {
        if (!workerId.isEmpty() && !workers.isNameOf(workerId, action.worker())) {
            throw Refusal.invalid(
                    "action '" + action.name() + "' is for " + action.worker() + ", not for worker " + workerId);
        }
    }

    private static ClassicState state(State state) {
        return switch (state) {
            case STATE_PENDING -> ClassicState.PENDING;
            case STATE_RUNNING -> ClassicState.RUNNING;
            case STATE_FAILED -> ClassicState.FAILED;
            case STATE_TIMEOUT -> ClassicState.TIMEOUT;
            case STATE_SUCCESS -> ClassicState.SUCCESS;
            case UNRECOGNIZED -> throw Refusal.invalid("the reported state is none of Tinkerbell's");
        };
    }
}
