package dev.kindling.tink.workflow.grpc;

import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import org.springframework.stereotype.Component;

/** AgentService as the gRPC server serves it: every call knows its session. */
@Component
class AgentDoor implements BindableService {

    private final AgentCalls calls;
    private final AgentSession sessions;

    AgentDoor(AgentCalls calls, AgentSession sessions) {
        this.calls = calls;
        this.sessions = sessions;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerInterceptors.intercept(AgentServiceGrpc.bindService(calls), sessions);
    }
}
