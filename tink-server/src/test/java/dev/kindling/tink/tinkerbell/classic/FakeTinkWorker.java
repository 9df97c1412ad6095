package dev.kindling.tink.tinkerbell.classic;

import com.google.protobuf.ByteString;
import dev.kindling.proto.tinkerbell.workflow.GetWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.UpdateWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowAction;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionsRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContext;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContextRequest;
import dev.kindling.proto.tinkerbell.workflow.WorkflowServiceGrpc;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Makes the calls of {@code tink-worker} v0.6 to v0.8 in their order, its mistakes included
 * (tink:cmd/tink-worker/internal/worker.go@v0.6.0): after a restart in the middle of an action it sends no RUNNING for any action of
 * that workflow. It runs no containers; what an action comes to is given.
 */
public final class FakeTinkWorker {

    private final String id;
    private final WorkflowServiceGrpc.WorkflowServiceBlockingStub calls;
    private final Execution execution;
    private final List<String> executed = new ArrayList<>();

    /** What an action comes to. */
    @FunctionalInterface
    public interface Execution {
        State run(WorkflowAction action);
    }

    /** The process was killed. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param id the environment's ID, compared with that of actions letter for letter */
    public FakeTinkWorker(Channel channel, String id, Execution execution) {
        this.id = id;
        this.calls = WorkflowServiceGrpc.newBlockingStub(channel);
        this.execution = execution;
    }

    /** Names of the actions it ran, in order. */
    public List<String> executed() {
        return executed;
    }

    /**
     * One turn of its loop.
     *
     * @return false when the process would end because an action did not succeed
     */
    public boolean turn() {
        Iterator<WorkflowContext> contexts = calls.getWorkflowContexts(
                WorkflowContextRequest.newBuilder().setWorkerId(id).build());
        boolean goesOn = true;
        while (goesOn && contexts.hasNext()) {
            goesOn = workflow(contexts.next());
        }
        return goesOn;
    }

    private boolean workflow(WorkflowContext context) {
        List<WorkflowAction> actions = calls.getWorkflowActions(WorkflowActionsRequest.newBuilder()
                        .setWorkflowId(context.getWorkflowId())
                        .build())
                .getActionListList();
        int index = first(context);
        boolean mine =
                index < actions.size() && actions.get(index).getWorkerId().equals(id);
        while (mine) {
            WorkflowAction action = actions.get(index);
            // Never updated in this loop, as in the original.
            if (context.getCurrentActionState() != State.STATE_RUNNING) {
                report(context, action, State.STATE_RUNNING, "Started execution");
            }
            calls.getWorkflowData(GetWorkflowDataRequest.newBuilder()
                    .setWorkflowId(context.getWorkflowId())
                    .build());
            executed.add(action.getName());
            State end = execution.run(action);
            report(context, action, end, end == State.STATE_SUCCESS ? "finished execution successfully" : "");
            if (end != State.STATE_SUCCESS) {
                return false;
            }
            updateData(context, action);
            index++;
            mine = index < actions.size() && actions.get(index).getWorkerId().equals(id);
        }
        return true;
    }

    private static int first(WorkflowContext context) {
        if (context.getCurrentAction().isEmpty()) {
            return 0;
        }
        int index = (int) context.getCurrentActionIndex();
        return switch (context.getCurrentActionState()) {
            case STATE_SUCCESS -> index + 1;
            case STATE_FAILED, STATE_TIMEOUT -> Integer.MAX_VALUE;
            case STATE_PENDING, STATE_RUNNING, UNRECOGNIZED -> index;
        };
    }

    private void report(WorkflowContext context, WorkflowAction action, State state, String message) {
        calls.reportActionStatus(status(context.getWorkflowId(), action, state, message));
    }

    static WorkflowActionStatus status(String workflow, WorkflowAction action, State state, String message) {
        return WorkflowActionStatus.newBuilder()
                .setWorkflowId(workflow)
                .setTaskName(action.getTaskName())
                .setActionName(action.getName())
                .setActionStatus(state)
                .setMessage(message)
                .setWorkerId(action.getWorkerId())
                .build();
    }

    private void updateData(WorkflowContext context, WorkflowAction action) {
        calls.updateWorkflowData(UpdateWorkflowDataRequest.newBuilder()
                .setWorkflowId(context.getWorkflowId())
                .setMetadata(ByteString.copyFromUtf8("{\"workerID\":\"" + id + "\",\"actionName\":\"" + action.getName()
                        + "\",\"taskName\":\"" + action.getTaskName() + "\"}"))
                .setData(ByteString.copyFromUtf8("{\"after\":\"" + action.getName() + "\"}"))
                .build());
    }
}
