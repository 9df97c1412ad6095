package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.Workflow;
import dev.kindling.proto.tinkerbell.workflow.WorkflowAction;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContext;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.tinkerbell.classic.ClassicCursor;
import dev.kindling.tink.tinkerbell.classic.ClassicEvents;
import dev.kindling.tink.tinkerbell.classic.ClassicState;
import dev.kindling.tink.tinkerbell.classic.ClassicWorkflows;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import dev.kindling.tink.tinkerbell.classic.WorkerIds;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** WorkflowService's messages. */
@Component
class WorkflowMessages {

    private final WorkerIds workers;

    WorkflowMessages(WorkerIds workers) {
        this.workers = workers;
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw Refusal.invalid("invalid workflow id");
        }
    }

    Workflow workflow(ClassicWorkflows.Shown shown) {
        return Workflow.newBuilder()
                .setId(shown.id().toString())
                .setTemplate(shown.template())
                .setHardware(shown.hardware())
                .setState(state(shown.state()))
                .setCreatedAt(Times.of(shown.createdAt()))
                .setUpdatedAt(Times.of(shown.updatedAt()))
                .build();
    }

    WorkflowContext context(String workflow, ClassicCursor cursor) {
        return WorkflowContext.newBuilder()
                .setWorkflowId(workflow)
                .setCurrentWorker(cursor.worker().map(workers::of).orElse(""))
                .setCurrentTask(cursor.action().map(PlannedAction::task).orElse(""))
                .setCurrentAction(cursor.action().map(PlannedAction::name).orElse(""))
                .setCurrentActionIndex(cursor.index())
                .setCurrentActionState(state(cursor.state()))
                .setTotalNumberOfActions(cursor.total())
                .build();
    }

    WorkflowAction action(PlannedAction action) {
        return WorkflowAction.newBuilder()
                .setTaskName(action.task())
                .setName(action.name())
                .setImage(action.image())
                .setTimeout(action.timeout().toSeconds())
                .addAllCommand(action.command())
                .addAllOnTimeout(action.onTimeout())
                .addAllOnFailure(action.onFailure())
                .setWorkerId(workers.of(action.worker()))
                .addAllVolumes(action.volumes())
                .addAllEnvironment(action.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .setPid(action.pid().orElse(""))
                .build();
    }

    /** Without the workflow's id: Tinkerbell leaves that out. */
    WorkflowActionStatus event(ClassicEvents.Event event) {
        return WorkflowActionStatus.newBuilder()
                .setTaskName(event.action().task())
                .setActionName(event.action().name())
                .setActionStatus(state(event.state()))
                .setSeconds(event.seconds())
                .setMessage(event.message())
                .setCreatedAt(Times.of(event.at()))
                .setWorkerId(workers.of(event.action().worker()))
                .build();
    }

    private static State state(ClassicState state) {
        return State.forNumber(state.ordinal());
    }
}
