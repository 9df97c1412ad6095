package dev.kindling.agent.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.inventory.Inventory;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.AppendAnswer;
import dev.kindling.agent.tink.EnrolAnswer;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Progress;
import dev.kindling.agent.tink.ReportAnswer;
import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tink.WorkEvent;
import dev.kindling.agent.tls.PinnedTrust;
import dev.kindling.agent.tls.TestAuthority;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.Cancel;
import dev.kindling.proto.agent.v1.Idle;
import dev.kindling.proto.agent.v1.IdleReason;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.WorkOrder;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcTinkTests {

    private static final ActionRef REF = new ActionRef("w-1", 2, 3);
    private static final Instant BOOT = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    static Path directory;

    private static TestAuthority authority;

    private final FakeAgentService service = new FakeAgentService();
    private final SessionSecret session = SessionSecret.random(new SecureRandom());
    private Server server;
    private Channels channels;

    @BeforeAll
    static void certificates() throws Exception {
        authority = TestAuthority.make(directory, "2026/01/01 00:00:00");
    }

    @BeforeEach
    void start() throws Exception {
        server = serve(authority.server());
        channels = new Channels();
    }

    @AfterEach
    void stop() {
        channels.close();
        server.shutdownNow();
    }

    private Server serve(KeyManagerFactory keys) throws Exception {
        return NettyServerBuilder.forAddress(new InetSocketAddress("0.0.0.0", 0))
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                        .build())
                .addService(service)
                .intercept(service)
                .build()
                .start();
    }

    @Test
    void enrolmentCarriesWhatTheServerNeeds() throws Exception {
        try (Tink tink = tink()) {
            assertThat(tink.enrol(enrolment())).isEqualTo(new EnrolAnswer.Enrolled("node-1", ""));
        }
        var request = service.enrolments.remove();
        assertThat(request.getNonce()).isEqualTo("nonce");
        assertThat(request.getSessionSecret().toByteArray()).isEqualTo(session.bytes());
        assertThat(request.getInventory().getDisks(0).getPath()).isEqualTo("/dev/mmcblk0");
        assertThat(service.authorization).isNull();
    }

    @Test
    void connectionComesFromTheBoardsAddress() throws Exception {
        Optional<InetAddress> local = Optional.of(InetAddress.getByName("127.42.0.13"));
        try (Tink tink = channels.connect(target("127.0.0.1"), trust(authority.pin()), local, session)) {
            tink.enrol(enrolment());
        }
        assertThat(service.client).contains("127.42.0.13");
    }

    @Test
    void serverOfAnotherAuthorityIsRefused() {
        String other = "sha256:" + "0".repeat(64);
        try (Tink tink = channels.connect(target("127.0.0.1"), trust(other), Optional.empty(), session)) {
            assertThat(tink.enrol(enrolment()))
                    .isInstanceOfSatisfying(
                            EnrolAnswer.Unavailable.class,
                            answer -> assertThat(answer.reason()).contains(other));
        }
        assertThat(service.enrolments).isEmpty();
    }

    @Test
    void serverOfAnotherNameIsRefused() throws Exception {
        try (Tink tink = channels.connect(target("127.0.0.2"), trust(authority.pin()), Optional.empty(), session)) {
            assertThat(tink.enrol(enrolment()))
                    .isInstanceOfSatisfying(
                            EnrolAnswer.Unavailable.class,
                            answer -> assertThat(answer.reason()).contains("127.0.0.2"));
        }
        assertThat(service.enrolments).isEmpty();
    }

    @Test
    void serverThatDoesNotSendItsAuthorityIsRefused() throws Exception {
        server.shutdownNow();
        server = serve(authority.serverWithoutAuthority());
        try (Tink tink = tink()) {
            assertThat(tink.enrol(enrolment()))
                    .isInstanceOfSatisfying(
                            EnrolAnswer.Unavailable.class,
                            answer ->
                                    assertThat(answer.reason()).contains("does it send its authority's certificate?"));
        }
    }

    @Test
    void boardWithoutAClockTakesTheTimeOfItsCommandLine() throws Exception {
        Clock never = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        PinnedTrust told = new PinnedTrust(authority.pin(), BOOT, never);
        try (Tink tink = channels.connect(target("127.0.0.1"), told, Optional.empty(), session)) {
            assertThat(tink.enrol(enrolment())).isInstanceOf(EnrolAnswer.Enrolled.class);
        }
        PinnedTrust untold = new PinnedTrust(authority.pin(), Instant.EPOCH, never);
        try (Tink tink = channels.connect(target("127.0.0.1"), untold, Optional.empty(), session)) {
            assertThat(tink.enrol(enrolment())).isInstanceOf(EnrolAnswer.Unavailable.class);
        }
    }

    @Test
    void refusedNonceAndBurntNonceAreDifferent() throws Exception {
        try (Tink tink = tink()) {
            service.refusal = Status.UNAUTHENTICATED.withDescription("expired");
            assertThat(tink.enrol(enrolment())).isEqualTo(new EnrolAnswer.NonceRefused("UNAUTHENTICATED: expired"));
            service.refusal = Status.PERMISSION_DENIED.withDescription("burnt");
            assertThat(tink.enrol(enrolment())).isEqualTo(new EnrolAnswer.NonceBurnt("PERMISSION_DENIED: burnt"));
        }
    }

    @Test
    void ordersBecomeEvents() throws Exception {
        BlockingQueue<WorkEvent> events = new LinkedBlockingQueue<>();
        try (Tink tink = tink()) {
            Runnable close = tink.work(events::add);
            StreamObserver<WorkOrder> stream = service.streams.poll(60, TimeUnit.SECONDS);
            assertThat(service.authorization).isEqualTo("Bearer " + session.bearer());
            stream.onNext(WorkOrder.newBuilder().setAssign(assign()).build());
            WorkEvent.Assign assigned = (WorkEvent.Assign) events.poll(60, TimeUnit.SECONDS);
            assertThat(assigned.assignment().ref()).isEqualTo(REF);
            assertThat(assigned.assignment().timeout()).isEqualTo(Duration.ofHours(1));
            assertThat(assigned.assignment().environment()).containsEntry("MODE", "0644");
            stream.onNext(WorkOrder.newBuilder()
                    .setCancel(
                            Cancel.newBuilder().setAction(assign().getAction()).setReason("because"))
                    .build());
            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo(new WorkEvent.Cancel(REF, "because"));
            stream.onNext(WorkOrder.newBuilder()
                    .setIdle(Idle.newBuilder()
                            .setReason(IdleReason.IDLE_REASON_REBOOT_TO_LOCAL)
                            .setText("done"))
                    .build());
            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo(new WorkEvent.RebootToLocal("done"));
            stream.onCompleted();
            assertThat(events.poll(60, TimeUnit.SECONDS)).isInstanceOf(WorkEvent.Ended.class);
            close.run();
        }
    }

    /** Fields, orders, reasons and classes of a later version. */
    @Test
    @Tag("F32")
    void newerServersOrdersArePassedOverAndItsNewFieldsDoNoHarm() throws Exception {
        UnknownFieldSet news = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("of the next version"))
                                .build())
                .build();
        BlockingQueue<WorkEvent> events = new LinkedBlockingQueue<>();
        try (Tink tink = tink()) {
            tink.work(events::add);
            StreamObserver<WorkOrder> stream = service.streams.poll(60, TimeUnit.SECONDS);
            stream.onNext(WorkOrder.newBuilder().setUnknownFields(news).build());
            stream.onNext(WorkOrder.newBuilder()
                    .setIdle(Idle.newBuilder().setReasonValue(77).setText("a new reason"))
                    .build());
            stream.onNext(WorkOrder.newBuilder()
                    .setAssign(assign().toBuilder().setUnknownFields(news).setClass_Value(77))
                    .build());

            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo(new WorkEvent.Idle("a new reason"));
            assertThat(events.poll(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            WorkEvent.Assign.class,
                            assigned -> assertThat(assigned.assignment().ref()).isEqualTo(REF));
        }
    }

    @Test
    void unknownSessionEndsTheStreamAsSuch() throws Exception {
        service.refusal = Status.UNAUTHENTICATED;
        BlockingQueue<WorkEvent> events = new LinkedBlockingQueue<>();
        try (Tink tink = tink()) {
            tink.work(events::add);
            assertThat(events.poll(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            WorkEvent.Ended.class,
                            ended -> assertThat(ended.why()).isEqualTo(WorkEvent.Why.SESSION_REFUSED));
        }
    }

    @Test
    void serverThatIsAwayIsUnavailableAndComesBack() throws Exception {
        int port = server.getPort();
        try (Tink tink = tink()) {
            assertThat(tink.enrol(enrolment())).isInstanceOf(EnrolAnswer.Enrolled.class);
            service.refusal = Status.UNAVAILABLE;
            assertThat(tink.report(REF, 1, new ActionEvent.Started())).isInstanceOf(ReportAnswer.Unavailable.class);
            service.refusal = Status.OK;
            assertThat(tink.report(REF, 1, new ActionEvent.Started())).isInstanceOf(ReportAnswer.Accepted.class);
        }
        assertThat(port).isPositive();
    }

    @Test
    void resultsKeepTheirKindTextAndExitCode() throws Exception {
        List<ActionResult> results = List.of(
                new ActionResult.Succeeded("well"),
                new ActionResult.Failed("badly", 7),
                new ActionResult.TimedOut("late"),
                new ActionResult.Cancelled(),
                new ActionResult.Interrupted("died"),
                new ActionResult.Rebooting());
        try (Tink tink = tink()) {
            for (ActionResult result : results) {
                assertThat(tink.report(REF, 2, new ActionEvent.Ended(result)))
                        .isInstanceOf(ReportAnswer.Accepted.class);
            }
        }
        assertThat(service.reports)
                .extracting(ReportRequest::getEventCase)
                .containsExactly(
                        ReportRequest.EventCase.SUCCEEDED,
                        ReportRequest.EventCase.FAILED,
                        ReportRequest.EventCase.TIMED_OUT,
                        ReportRequest.EventCase.CANCELLED,
                        ReportRequest.EventCase.INTERRUPTED,
                        ReportRequest.EventCase.REBOOTING);
        assertThat(service.reports).extracting(ReportRequest::getSequence).containsOnly(2L);
        assertThat(service.reports)
                .element(1)
                .satisfies(
                        report -> assertThat(report.getFailed().getExitCode()).isEqualTo(7));
    }

    @Test
    void staleOutcomeIsStale() throws Exception {
        service.outcome = ReportOutcome.REPORT_OUTCOME_STALE;
        try (Tink tink = tink()) {
            assertThat(tink.report(REF, 1, new ActionEvent.Started())).isInstanceOf(ReportAnswer.Stale.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "INVALID_ARGUMENT", "FAILED_PRECONDITION"})
    void reportThatCanNeverBeAcceptedIsStale(Status.Code code) throws Exception {
        service.refusal = code.toStatus();
        try (Tink tink = tink()) {
            assertThat(tink.report(REF, 1, new ActionEvent.Started())).isInstanceOf(ReportAnswer.Stale.class);
        }
    }

    @Test
    void logAndProgressAreAppended() throws Exception {
        try (Tink tink = tink()) {
            assertThat(tink.log(REF, 5, new byte[] {1, 2, 3})).isEqualTo(new AppendAnswer.Stored(8));
            tink.progress(REF, new Progress(1, 2, "bytes"));
        }
        assertThat(service.appended).hasSize(2);
        assertThat(service.appended)
                .last()
                .satisfies(
                        request -> assertThat(request.getProgress().getTotal()).isEqualTo(2));
    }

    private static Assign assign() {
        return Assign.newBuilder()
                .setAction(dev.kindling.proto.agent.v1.ActionRef.newBuilder()
                        .setWorkflowId("w-1")
                        .setIndex(2)
                        .setAttempt(3))
                .setActionName("greet")
                .setImage("kindling/exec")
                .putEnvironment("MODE", "0644")
                .build();
    }

    private Tink tink() throws Exception {
        return channels.connect(target("127.0.0.1"), trust(authority.pin()), Optional.empty(), session);
    }

    private String target(String host) {
        return host + ":" + server.getPort();
    }

    private static PinnedTrust trust(String pin) {
        return new PinnedTrust(pin, BOOT, Clock.systemUTC());
    }

    private Enrolment enrolment() {
        Inventory inventory = new Inventory(
                "Raspberry Pi 4",
                "c03114",
                "1000000b",
                1L << 32,
                4,
                "6.1",
                List.of(new Inventory.Disk("/dev/mmcblk0", "", 1L << 28, "", true)),
                List.of(),
                "17",
                new Inventory.Firmware("4e6e5a7b", "6efe41bd", "0xf41", 51_000, OptionalInt.of(0x50005)));
        return new Enrolment("nonce", "dc:a6:32:42:00:0b", "127.0.0.1", session, "test", inventory);
    }
}
