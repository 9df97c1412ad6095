package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.LogChunk;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Faults of docs/faults.md that one running server shows. */
class FaultTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        // So slow a rate is passed by a flood on the slowest machine, and by no other test.
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of("kindling.tink.workflow.heartbeat", "1s", "kindling.tink.workflow.calls-per-second", "5"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("F3")
    void reportsTenTimesEachAndInAnyOrderAreOneTransitionEach() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            agent.report(SleepingAgent.started(first.getAction()));
            agent.report(SleepingAgent.succeeded(first.getAction()));
            List<Integer> sequences = new ArrayList<>(Collections.nCopies(10, 1));
            sequences.addAll(Collections.nCopies(10, 2));
            Collections.shuffle(sequences, new Random(3));
            for (int sequence : sequences) {
                assertThat(agent.report(
                                sequence == 1
                                        ? SleepingAgent.started(first.getAction())
                                        : SleepingAgent.succeeded(first.getAction())))
                        .isEqualTo(ReportOutcome.REPORT_OUTCOME_DUPLICATE);
            }
        }
        assertThat(lab.events(board, "action.started")).isEqualTo(1);
        assertThat(lab.events(board, "action.succeeded")).isEqualTo(1);
        assertThat(lab.get(workflow).at("/actions/0/state").asString()).isEqualTo("SUCCEEDED");
    }

    /** The row lock makes one of them first: the others find it done. */
    @Test
    @Tag("F3")
    @Tag("F25")
    void sameReportManyTimesAtOnceIsAppliedOnce() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            List<CompletableFuture<ReportOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(
                        CompletableFuture.supplyAsync(() -> agent.report(SleepingAgent.started(first.getAction()))));
            }
            assertThat(outcomes(answers))
                    .filteredOn(ReportOutcome.REPORT_OUTCOME_APPLIED::equals)
                    .hasSize(1);
        }
        assertThat(lab.events(board, "action.started")).isEqualTo(1);
    }

    @Test
    @Tag("F24")
    void templateEditedAndDeletedWhileItRunsChangesNothing() throws Exception {
        Lab.Board board = lab.board();
        String template = lab.template("""
                - {name: a, image: kindling/exec, timeout: 60}
                - {name: b, image: kindling/exec, timeout: 60}
                """);
        String running = lab.workflow(template, board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            String edited = """
                    version: "0.1"
                    name: %s
                    tasks:
                      - name: only
                        worker: "{{.device_1}}"
                        actions:
                          - {name: other, image: kindling/exec, timeout: 60}
                    """.formatted(template);
            assertThat(server.send("PUT", "/api/v1/templates/" + template, edited, "Content-Type", "application/yaml")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(actions(lab.workflow(template, board)))
                    .as("of a workflow made now")
                    .containsExactly("other");
            agent.report(SleepingAgent.started(first.getAction()));
            assertThat(server.send("DELETE", "/api/v1/templates/" + template, "")
                            .statusCode())
                    .isEqualTo(204);
            agent.report(SleepingAgent.succeeded(first.getAction()));
            Assign second = agent.awaitAssign();
            assertThat(second.getAction().getWorkflowId()).isEqualTo(running);
            assertThat(second.getActionName()).isEqualTo("b");
        }
        assertThat(actions(running)).containsExactly("a", "b");
    }

    private static List<String> actions(String workflow) {
        return lab.get(workflow)
                .get("actions")
                .valueStream()
                .map(action -> action.get("name").asString())
                .toList();
    }

    @Test
    @Tag("F30")
    void reportOfAnAttemptThatARestoredDatabaseNeverHandedOutIsNotApplied() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.report(SleepingAgent.started(agent.awaitAssign().getAction()));
            agent.reboot(lab.nonceKey());
            agent.openWork();
            Assign second = agent.awaitAssign();
            assertThat(second.getAction().getAttempt()).isEqualTo(2);
            server.bean(JdbcClient.class)
                    .sql(
                            "update workflow_action set attempt = 1 where workflow_id = cast(:id as uuid) and position = 0")
                    .param("id", workflow)
                    .update();

            assertThat(agent.report(SleepingAgent.succeeded(second.getAction())))
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_STALE);

            assertThat(lab.get(workflow).at("/actions/0/state").asString()).isNotEqualTo("SUCCEEDED");
        }
        server.awaitTimeline();
        assertThat(server.send("GET", "/api/v1/machines/" + board.mac() + "/timeline", "")
                        .body())
                .as("the operator sees it")
                .contains("action.unknown-attempt")
                .contains("restored from an older backup");
    }

    @Test
    @Tag("F27")
    void nodeThatFloodsIsToldToWaitAndTheOthersAreServed() throws Exception {
        Lab.Board noisy = lab.board();
        Lab.Board quiet = lab.board();
        lab.workflow(lab.twoActions(), noisy);
        lab.workflow(lab.twoActions(), quiet);
        try (SleepingAgent flood = lab.enrolled(noisy);
                SleepingAgent other = lab.enrolled(quiet)) {
            flood.openWork();
            other.openWork();
            Assign first = flood.awaitAssign();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            flood.report(SleepingAgent.started(first.getAction()));
                        }
                    })
                    .hasMessageStartingWith("RESOURCE_EXHAUSTED")
                    .hasMessageContaining("calls-per-second");

            assertThat(other.report(SleepingAgent.started(other.awaitAssign().getAction())))
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
            assertThat(flood.insist(SleepingAgent.succeeded(first.getAction())))
                    .as("what it has to say is only late")
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
        }
        assertThat(lab.events(noisy, "action.started")).isEqualTo(1);
    }

    /** An agent of the next version says more than this server knows, in fields and in whole events. */
    @Test
    @Tag("F32")
    void newerAgentsUnknownFieldsArePassedOverAndItsUnknownEventsMoveNothing() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        UnknownFieldSet news = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("of the next version"))
                                .build())
                .build();
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            assertThat(agent.report(SleepingAgent.started(first.getAction()).setUnknownFields(news)))
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
            assertThatThrownBy(() -> agent.report(ReportRequest.newBuilder()
                            .setAction(first.getAction())
                            .setSequence(2)
                            .setUnknownFields(news)))
                    .hasMessageStartingWith("INVALID_ARGUMENT")
                    .hasMessageContaining("/event");
            assertThat(lab.get(workflow).at("/actions/0/state").asString()).isEqualTo("RUNNING");
            assertThat(agent.report(SleepingAgent.succeeded(first.getAction())))
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
        }
    }

    /** What an agent of the first version says is in these numbers and types: none may change, more may come. */
    @Test
    @Tag("F32")
    void everyFieldOfTheFirstAgentsContractStandsWhereItStood() throws IOException {
        List<String> today = AgentContract.lines();
        List<String> first;
        try (InputStream in = FaultTests.class.getResourceAsStream("/faults/agent-contract-0.1.txt")) {
            first = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }

        assertThat(first).hasSizeGreaterThan(100);
        assertThat(today).containsAll(first);
    }

    /** The stream that was open before is on the same connection: it still brings work. */
    @Test
    @Tag("M17")
    void messageOrHeaderBeyondItsLimitIsRefusedAndTheConnectionServesOn() throws Exception {
        Lab.Board board = lab.board();
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.await(WorkOrder.OrderCase.IDLE);
            AppendRequest huge = AppendRequest.newBuilder()
                    .setLog(LogChunk.newBuilder().setData(ByteString.copyFrom(new byte[2_500_000])))
                    .build();
            assertThatThrownBy(() -> agent.calls().append(huge)).hasMessageStartingWith("RESOURCE_EXHAUSTED");
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(10_000));
            assertThatThrownBy(() -> agent.calls()
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .append(AppendRequest.getDefaultInstance()))
                    .as("HTTP/2 tells the limit beforehand, and this client keeps to it")
                    .rootCause()
                    .hasMessageContaining("8192");

            String workflow = lab.workflow(lab.twoActions(), board);
            assertThat(agent.awaitAssign().getAction().getWorkflowId()).isEqualTo(workflow);
        }
    }

    @Test
    @Tag("M23")
    void tlsBeforeVersion12IsRefusedAnd13IsSpoken() throws Exception {
        assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOfAny(SSLHandshakeException.class, IOException.class);
        assertThat(handshake("TLSv1.2")).isEqualTo("TLSv1.2");
        assertThat(handshake("TLSv1.3")).isEqualTo("TLSv1.3");
    }

    private static String handshake(String version) throws IOException, GeneralSecurityException {
        SSLContext anyone = SSLContext.getInstance("TLS");
        anyone.init(null, new TrustManager[] {new TrustsAll()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) anyone.getSocketFactory().createSocket("127.0.0.1", server.grpcPort())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static List<ReportOutcome> outcomes(List<CompletableFuture<ReportOutcome>> answers)
            throws ExecutionException, InterruptedException {
        List<ReportOutcome> outcomes = new ArrayList<>();
        for (CompletableFuture<ReportOutcome> answer : answers) {
            outcomes.add(answer.get());
        }
        return outcomes;
    }

    /** The version is in question here, not who answers. */
    private static final class TrustsAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
