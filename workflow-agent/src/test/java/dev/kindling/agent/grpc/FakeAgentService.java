package dev.kindling.agent.grpc;

import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.AppendResponse;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that writes down what it was asked and answers as a test wishes. */
final class FakeAgentService extends AgentServiceGrpc.AgentServiceImplBase implements ServerInterceptor {

    volatile Status refusal = Status.OK;
    volatile ReportOutcome outcome = ReportOutcome.REPORT_OUTCOME_APPLIED;
    final BlockingQueue<EnrolRequest> enrolments = new LinkedBlockingQueue<>();
    final BlockingQueue<ReportRequest> reports = new LinkedBlockingQueue<>();
    final BlockingQueue<AppendRequest> appended = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamObserver<WorkOrder>> streams = new LinkedBlockingQueue<>();
    volatile String authorization;
    volatile String client;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        authorization = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
        client = String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        return next.startCall(call, headers);
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
        enrolments.add(request);
        answer(answer, EnrolResponse.newBuilder().setHostname("node-1").build());
    }

    @Override
    public void work(WorkRequest request, StreamObserver<WorkOrder> answer) {
        if (refusal.isOk()) {
            streams.add(answer);
        } else {
            answer.onError(refusal.asRuntimeException());
        }
    }

    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> answer) {
        reports.add(request);
        answer(answer, ReportResponse.newBuilder().setOutcome(outcome).build());
    }

    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> answer) {
        appended.add(request);
        long next = request.getLog().getOffset() + request.getLog().getData().size();
        answer(answer, AppendResponse.newBuilder().setNextOffset(next).build());
    }

    private <T> void answer(StreamObserver<T> observer, T response) {
        if (refusal.isOk()) {
            observer.onNext(response);
            observer.onCompleted();
        } else {
            observer.onError(refusal.asRuntimeException());
        }
    }
}
