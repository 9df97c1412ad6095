package dev.kindling.tink.workflow.grpc;

import dev.kindling.proto.workflow.v1.Action;
import dev.kindling.proto.workflow.v1.Workflow;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.workflow.WorkflowView;
import java.util.UUID;

/** Workflows as people get them over gRPC. */
final class WorkflowMessages {

    private WorkflowMessages() {}

    static Workflow workflow(WorkflowView view) {
        Workflow.Builder workflow = Workflow.newBuilder()
                .setId(view.id().toString())
                .setName(view.name())
                .setTemplate(view.template())
                .setState(view.state().name())
                .setReason(view.reason())
                .addAllMachines(view.machines())
                .setCreatedAt(Times.of(view.createdAt()))
                .setVersion(view.version());
        view.startedAt().map(Times::of).ifPresent(workflow::setStartedAt);
        view.endedAt().map(Times::of).ifPresent(workflow::setEndedAt);
        view.retryOf().map(UUID::toString).ifPresent(workflow::setRetryOf);
        view.actions().stream().map(WorkflowMessages::action).forEach(workflow::addActions);
        return workflow.build();
    }

    private static Action action(WorkflowView.ActionView view) {
        Action.Builder action = Action.newBuilder()
                .setIndex(view.index())
                .setTask(view.task())
                .setName(view.name())
                .setImage(view.image())
                .setMachine(view.machine())
                .setActionClass(view.actionClass().name())
                .setState(view.state().name())
                .setAttempt(view.attempt())
                .setFailures(view.failures())
                .setMessage(view.message())
                .setDone(view.progress().done())
                .setTotal(view.progress().total())
                .setUnit(view.progress().unit());
        view.startedAt().map(Times::of).ifPresent(action::setStartedAt);
        view.endedAt().map(Times::of).ifPresent(action::setEndedAt);
        return action.build();
    }
}
