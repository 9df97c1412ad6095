package dev.kindling.tink.tinkerbell.agent;

import dev.kindling.proto.tinkerbell.agent.ActionMessage;
import dev.kindling.proto.tinkerbell.agent.ActionRequest;
import dev.kindling.proto.tinkerbell.agent.ActionResponse;
import dev.kindling.proto.tinkerbell.agent.ActionStatusRequest;
import dev.kindling.proto.tinkerbell.agent.ActionStatusRequest.StateType;
import dev.kindling.proto.tinkerbell.agent.AgentAttributes;
import dev.kindling.proto.tinkerbell.agent.WorkflowServiceGrpc;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes the calls of today's {@code tink-agent} in their order (tinkerbell:tink/agent/agent.go); it runs nothing. */
final class FakeTinkAgent {

    private final WorkflowServiceGrpc.WorkflowServiceBlockingStub calls;
    private final String id;
    private final AgentAttributes attributes;
    private final List<String> executed = new ArrayList<>();

    FakeTinkAgent(Channel channel, String id, AgentAttributes attributes) {
        this.calls = WorkflowServiceGrpc.newBlockingStub(channel);
        this.id = id;
        this.attributes = attributes;
    }

    List<String> executed() {
        return executed;
    }

    ActionResponse getAction() {
        return calls.getAction(ActionRequest.newBuilder()
                .setAgentId(id)
                .setAgentAttributes(attributes)
                .build());
    }

    /** Asks, says RUNNING, runs, says how it went. */
    void turn(Function<ActionResponse, StateType> execution) {
        ActionResponse action = getAction();
        report(action, StateType.RUNNING);
        executed.add(action.getName());
        report(action, execution.apply(action));
    }

    void report(ActionResponse action, StateType state) {
        report(status(action, state));
    }

    void report(ActionStatusRequest status) {
        calls.reportActionStatus(status);
    }

    ActionStatusRequest status(ActionResponse action, StateType state) {
        return ActionStatusRequest.newBuilder()
                .setWorkflowId(action.getWorkflowId())
                .setAgentId(id)
                .setTaskId(action.getTaskId())
                .setActionId(action.getActionId())
                .setActionName(action.getName())
                .setActionState(state)
                .setMessage(ActionMessage.newBuilder().setMessage("action completed"))
                .build();
    }
}
