package dev.kindling.agent.grpc;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.AppendAnswer;
import dev.kindling.agent.tink.EnrolAnswer;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Progress;
import dev.kindling.agent.tink.ReportAnswer;
import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tink.WorkEvent;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.AppendResponse;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportResponse;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The port over gRPC. */
final class GrpcTink implements Tink {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    /** The server waits up to 2 s for boots before it answers a last report. */
    private static final long DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;
    private final AgentServiceGrpc.AgentServiceBlockingStub open;
    private final AgentServiceGrpc.AgentServiceBlockingStub blocking;
    private final AgentServiceGrpc.AgentServiceStub streaming;

    GrpcTink(ManagedChannel channel, SessionSecret session) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + session.bearer());
        this.channel = channel;
        this.open = AgentServiceGrpc.newBlockingStub(channel);
        this.blocking = open.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        this.streaming =
                AgentServiceGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public EnrolAnswer enrol(Enrolment enrolment) {
        wakeUp();
        try {
            EnrolResponse response = within(open).enrol(Messages.enrol(enrolment));
            return new EnrolAnswer.Enrolled(response.getHostname(), response.getHardwareId());
        } catch (StatusRuntimeException e) {
            return refusal(e);
        }
    }

    private static EnrolAnswer refusal(StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case UNAUTHENTICATED -> new EnrolAnswer.NonceRefused(text(e));
            case PERMISSION_DENIED -> new EnrolAnswer.NonceBurnt(text(e));
            default -> new EnrolAnswer.Unavailable(text(e));
        };
    }

    @Override
    public Runnable work(Consumer<WorkEvent> events) {
        wakeUp();
        WorkObserver observer = new WorkObserver(events);
        WorkRequest request =
                WorkRequest.newBuilder().setAgentVersion(version()).build();
        streaming.work(request, observer);
        return observer::close;
    }

    @Override
    public ReportAnswer report(ActionRef ref, long sequence, ActionEvent event) {
        wakeUp();
        try {
            ReportResponse response = within(blocking).report(Messages.report(ref, sequence, event));
            return response.getOutcome() == ReportOutcome.REPORT_OUTCOME_STALE
                    ? new ReportAnswer.Stale(response.getMessage())
                    : new ReportAnswer.Accepted();
        } catch (StatusRuntimeException e) {
            return refusedReport(e);
        }
    }

    /** What the server can never accept is dropped like what came too late: asking for ever would hold up the board. */
    private static ReportAnswer refusedReport(StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION -> new ReportAnswer.Stale(text(e));
            default -> new ReportAnswer.Unavailable(text(e));
        };
    }

    @Override
    public AppendAnswer log(ActionRef ref, long offset, byte[] bytes) {
        try {
            AppendResponse response = within(blocking).append(Messages.log(ref, offset, bytes));
            return response.getFull() ? new AppendAnswer.Full() : new AppendAnswer.Stored(response.getNextOffset());
        } catch (StatusRuntimeException e) {
            return switch (e.getStatus().getCode()) {
                case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION -> new AppendAnswer.Full();
                default -> new AppendAnswer.Unavailable();
            };
        }
    }

    @Override
    public void progress(ActionRef ref, Progress progress) {
        try {
            within(blocking).append(Messages.progress(ref, progress));
        } catch (StatusRuntimeException e) {
            // Best effort: the next one says more than this one did.
            return;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Otherwise gRPC's own back-off, which grows to two minutes, would come on top of the loop's. */
    private void wakeUp() {
        channel.resetConnectBackoff();
    }

    private static AgentServiceGrpc.AgentServiceBlockingStub within(AgentServiceGrpc.AgentServiceBlockingStub stub) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static String version() {
        String version = GrpcTink.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    /** gRPC wraps the reason of a failed handshake several times; the innermost says what to do. */
    static String text(StatusRuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        Status status = e.getStatus();
        String own = status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
        return cause == e ? own : own + ": " + cause.getMessage();
    }
}
