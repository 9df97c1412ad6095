package dev.kindling.tink.workflow.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.AppendResponse;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import dev.kindling.tink.enrolment.grpc.EnrolCall;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.machine.Machines.SessionOwner;
import dev.kindling.tink.workflow.ActionOutput;
import dev.kindling.tink.workflow.AgentLeases;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** AgentService, call by call. */
@Component
class AgentCalls implements AgentServiceGrpc.AsyncService {

    private final AgentSession sessions;
    private final AgentLeases leases;
    private final AgentStreams streams;
    private final ReportCall reports;
    private final ActionOutput output;
    private final EnrolCall enrolment;

    AgentCalls(
            AgentSession sessions,
            AgentLeases leases,
            AgentStreams streams,
            ReportCall reports,
            ActionOutput output,
            EnrolCall enrolment) {
        this.sessions = sessions;
        this.leases = leases;
        this.streams = streams;
        this.reports = reports;
        this.output = output;
        this.enrolment = enrolment;
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> observer) {
        answer(observer, () -> enrolment.enrol(request));
    }

    @Override
    public void work(WorkRequest request, StreamObserver<WorkOrder> observer) {
        try {
            streams.open(sessions.owner().mac(), sessions.current(), (ServerCallStreamObserver<WorkOrder>) observer);
        } catch (RuntimeException e) {
            observer.onError(StatusMapper.toException(e));
        }
    }

    @Override
    public void report(ReportRequest request, StreamObserver<ReportResponse> observer) {
        answer(observer, () -> reports.report(caller(), sessions.current(), request));
    }

    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> observer) {
        answer(observer, () -> append(request));
    }

    private AppendResponse append(AppendRequest request) {
        MacAddress mac = caller().mac();
        ActionOutput.Attempt attempt = AgentMessages.attempt(request.getAction());
        return switch (request.getContentCase()) {
            case LOG -> {
                ActionOutput.Appended appended = output.append(
                        mac,
                        attempt,
                        request.getLog().getOffset(),
                        request.getLog().getData().toByteArray());
                yield AppendResponse.newBuilder()
                        .setNextOffset(appended.nextOffset())
                        .setFull(appended.full())
                        .build();
            }
            case PROGRESS -> {
                output.progress(
                        mac,
                        attempt,
                        new ActionOutput.Progress(
                                request.getProgress().getDone(),
                                request.getProgress().getTotal(),
                                request.getProgress().getUnit()));
                yield AppendResponse.getDefaultInstance();
            }
            case CONTENT_NOT_SET -> AppendResponse.getDefaultInstance();
        };
    }

    /** The machine that calls; its lease goes on. */
    private SessionOwner caller() {
        SessionOwner owner = sessions.owner();
        leases.renew(owner.mac());
        return owner;
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> call) {
        T response;
        try {
            response = call.get();
        } catch (RuntimeException e) {
            observer.onError(StatusMapper.toException(e));
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }
}
