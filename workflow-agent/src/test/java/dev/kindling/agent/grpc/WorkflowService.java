package dev.kindling.agent.grpc;

import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.AppendResponse;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands every board the same actions, one after the other. */
final class WorkflowService extends AgentServiceGrpc.AgentServiceImplBase implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> SESSION = Context.key("session");

    private final List<Assign> actions;
    private final Map<String, StreamObserver<WorkOrder>> streams = new ConcurrentHashMap<>();
    private final Set<String> peers = ConcurrentHashMap.newKeySet();

    WorkflowService(List<Assign> actions) {
        this.actions = actions;
    }

    /** Addresses that streams of work came from. */
    Set<String> peers() {
        return peers;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        peers.add(String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
                .replaceAll(":.*", ""));
        String session = String.valueOf(headers.get(AUTHORIZATION));
        return Contexts.interceptCall(Context.current().withValue(SESSION, session), call, headers, next);
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
        answer.onNext(EnrolResponse.newBuilder().setHostname("node-1").build());
        answer.onCompleted();
    }

    @Override
    public void work(WorkRequest request, StreamObserver<WorkOrder> answer) {
        streams.put(SESSION.get(), answer);
        assign(0);
    }

    private void assign(int index) {
        ActionRef ref = ActionRef.newBuilder()
                .setWorkflowId("w-1")
                .setIndex(index)
                .setAttempt(1)
                .build();
        Assign assign = actions.get(index).toBuilder().setAction(ref).build();
        streams.get(SESSION.get())
                .onNext(WorkOrder.newBuilder().setAssign(assign).build());
    }

    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> answer) {
        answer.onNext(ReportResponse.newBuilder()
                .setOutcome(ReportOutcome.REPORT_OUTCOME_APPLIED)
                .build());
        answer.onCompleted();
        if (request.getEventCase() == ReportRequest.EventCase.SUCCEEDED) {
            assign(request.getAction().getIndex() + 1);
        }
    }

    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> answer) {
        long next = request.getLog().getOffset() + request.getLog().getData().size();
        answer.onNext(AppendResponse.newBuilder().setNextOffset(next).build());
        answer.onCompleted();
    }
}
