package dev.kindling.tink.workflow.grpc;

import dev.kindling.proto.agent.v1.ActionClass;
import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.Idle;
import dev.kindling.proto.agent.v1.IdleReason;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.ActionOutput;
import dev.kindling.tink.workflow.ReportAnswer;
import dev.kindling.tink.workflow.WorkAnswer;
import dev.kindling.tink.workflow.WorkflowEngine.Report;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Between the contract's messages and the engine's values. */
final class AgentMessages {

    private AgentMessages() {}

    static Report report(ReportRequest request) {
        return new Report(
                workflow(request.getAction()),
                request.getAction().getIndex(),
                request.getAction().getAttempt(),
                request.getSequence(),
                outcome(request));
    }

    static ActionOutput.Attempt attempt(ActionRef ref) {
        return new ActionOutput.Attempt(workflow(ref), ref.getIndex(), ref.getAttempt());
    }

    private static Outcome outcome(ReportRequest request) {
        return switch (request.getEventCase()) {
            case STARTED -> new Outcome.Started();
            case SUCCEEDED -> new Outcome.Succeeded(clean(request.getSucceeded().getMessage()));
            case FAILED ->
                new Outcome.Failed(
                        clean(request.getFailed().getMessage()),
                        request.getFailed().getExitCode(),
                        reaction(request));
            case TIMED_OUT -> new Outcome.TimedOut(clean(request.getTimedOut().getMessage()), reaction(request));
            case CANCELLED -> new Outcome.Cancelled();
            case INTERRUPTED ->
                new Outcome.Interrupted(clean(request.getInterrupted().getMessage()));
            case REBOOTING -> new Outcome.Rebooting();
            case EVENT_NOT_SET -> throw invalid("/event", "", "is missing");
        };
    }

    private static Optional<Reaction> reaction(ReportRequest request) {
        return Optional.of(request)
                .filter(ReportRequest::hasReaction)
                .map(ReportRequest::getReaction)
                .map(each -> new Reaction(each.getSucceeded(), clean(each.getMessage()), each.getExitCode()));
    }

    /** PostgreSQL keeps no NUL, and the timeline no essay. */
    private static String clean(String text) {
        String plain = text.replace('\0', ' ');
        return plain.length() > 2_000 ? plain.substring(0, 2_000) + "..." : plain;
    }

    private static UUID workflow(ActionRef ref) {
        try {
            return UUID.fromString(ref.getWorkflowId());
        } catch (IllegalArgumentException notAnId) {
            throw invalid("/action/workflow_id", ref.getWorkflowId(), "is not a UUID");
        }
    }

    private static Failure.Invalid invalid(String pointer, String value, String rule) {
        return new Failure.Invalid("report", List.of(new Violation(pointer, value, rule)));
    }

    static ActionRef ref(WorkAnswer.Assigned assigned) {
        return ref(assigned.workflow(), assigned.index(), assigned.attempt());
    }

    static ActionRef ref(UUID workflow, int index, int attempt) {
        return ActionRef.newBuilder()
                .setWorkflowId(workflow.toString())
                .setIndex(index)
                .setAttempt(attempt)
                .build();
    }

    static WorkOrder assign(WorkAnswer.Assigned assigned) {
        PlannedAction action = assigned.action();
        Assign.Builder assign = Assign.newBuilder()
                .setAction(ref(assigned))
                .setTaskName(action.task())
                .setActionName(action.name())
                .setImage(action.image())
                .addAllCommand(action.command())
                .putAllEnvironment(action.environment())
                .addAllVolumes(action.volumes())
                .setPid(action.pid().orElse(""))
                .setTimeoutSeconds(action.timeout().toSeconds())
                .setClass_(actionClass(action.actionClass()))
                .putAllSecrets(action.secrets())
                .addAllOnFailure(action.onFailure())
                .addAllOnTimeout(action.onTimeout());
        return WorkOrder.newBuilder().setAssign(assign).build();
    }

    private static ActionClass actionClass(dev.kindling.tink.template.ActionClass actionClass) {
        return switch (actionClass) {
            case IDEMPOTENT -> ActionClass.ACTION_CLASS_IDEMPOTENT;
            case RESUMABLE -> ActionClass.ACTION_CLASS_RESUMABLE;
            case ONCE -> ActionClass.ACTION_CLASS_ONCE;
            case REBOOT -> ActionClass.ACTION_CLASS_REBOOT;
        };
    }

    static WorkOrder idle(IdleReason reason, String text) {
        return WorkOrder.newBuilder()
                .setIdle(Idle.newBuilder().setReason(reason).setText(text))
                .build();
    }

    static ReportOutcome outcome(ReportAnswer.Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> ReportOutcome.REPORT_OUTCOME_APPLIED;
            case DUPLICATE -> ReportOutcome.REPORT_OUTCOME_DUPLICATE;
            case STALE -> ReportOutcome.REPORT_OUTCOME_STALE;
        };
    }
}
