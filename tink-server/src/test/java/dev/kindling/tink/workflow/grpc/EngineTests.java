package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.Failed;
import dev.kindling.proto.agent.v1.LogChunk;
import dev.kindling.proto.agent.v1.Reaction;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.proto.workflow.v1.LogPiece;
import dev.kindling.proto.workflow.v1.ResumeWorkflowRequest;
import dev.kindling.proto.workflow.v1.RetryWorkflowRequest;
import dev.kindling.proto.workflow.v1.WorkflowLogsRequest;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a workflow does over the wire when it does not simply go well. */
class EngineTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Channels channels;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of(
                        "kindling.tink.workflow.sweep", "200ms",
                        "kindling.tink.workflow.backoff", "300ms",
                        "kindling.tink.workflow.log-limit", "200B"));
        lab = new Lab(server);
        channels = new Channels(server);
    }

    /** One for each call, since its deadline is counted from here. */
    private static WorkflowServiceGrpc.WorkflowServiceBlockingStub operator() {
        return WorkflowServiceGrpc.newBlockingStub(channels.withToken(server.adminToken()))
                .withDeadlineAfter(2, TimeUnit.MINUTES);
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    @Test
    void failedActionRunsAgainAfterItsBackoffAndItsReactionIsInTheTimeline() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("""
                - name: flaky
                  image: kindling/exec
                  timeout: 60
                  retries: 1
                  on-failure: ["/bin/tidy"]
                """), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            assertThat(first.getOnFailureList()).containsExactly("/bin/tidy");
            agent.report(SleepingAgent.started(first.getAction()));
            agent.report(failed(first)
                    .setReaction(Reaction.newBuilder().setSucceeded(true).setMessage("tidied")));
            assertThat(lab.get(workflow).at("/actions/0/state").asString()).isIn("WAITING", "PENDING", "ASSIGNED");

            Assign second = agent.awaitAssign();
            assertThat(second.getAction().getAttempt()).isEqualTo(2);
            agent.report(SleepingAgent.started(second.getAction()));
            agent.report(failed(second));
        }
        assertThat(lab.state(workflow)).isEqualTo("FAILED");
        assertThat(lab.events(board, "action.retried")).isEqualTo(1);
        server.awaitTimeline();
        assertThat(server.send("GET", "/api/v1/machines/" + board.mac() + "/timeline", "")
                        .body())
                .contains("action.reacted")
                .contains("tidied");
    }

    @Test
    void tasksOnTwoMachinesRunInOrderAndHandOver() throws Exception {
        Lab.Board first = lab.board();
        Lab.Board second = lab.board();
        String workflow = twoMachines(first, second);
        try (SleepingAgent one = lab.enrolled(first);
                SleepingAgent two = lab.enrolled(second)) {
            two.openWork();
            assertThat(two.await(OrderCase.IDLE).getIdle().getText())
                    .contains("the first action is for " + first.mac());
            one.openWork();
            run(one, "prepare");
            run(two, "join");
            run(one, "finish");
        }
        assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
    }

    @Test
    void workflowsOfOneMachineRunOldestFirstOneAfterTheOther() throws Exception {
        Lab.Board board = lab.board();
        String template = lab.template("""
                - {name: only, image: kindling/exec, timeout: 60}
                """.replace("only", "only")).strip();
        List<String> queued =
                List.of(lab.workflow(template, board), lab.workflow(template, board), lab.workflow(template, board));
        List<String> ran = new ArrayList<>();
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            for (String ignored : queued) {
                Assign assign = agent.awaitAssign();
                ran.add(assign.getAction().getWorkflowId());
                agent.report(SleepingAgent.started(assign.getAction()));
                agent.report(SleepingAgent.succeeded(assign.getAction()));
                lab.bootsLocally(board);
            }
        }
        assertThat(ran).containsExactlyElementsOf(queued);
    }

    @Test
    void failedWorkflowIsTriedAgainAsANewOneFromWhereItEndedOrFromANamedAction() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("""
                - {name: a, image: kindling/exec, timeout: 60}
                - {name: b, image: kindling/exec, timeout: 60}
                """), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            run(agent, "a");
            Assign b = agent.awaitAssign();
            agent.report(SleepingAgent.started(b.getAction()));
            agent.report(failed(b));

            HttpResponse<String> retried = server.send("POST", "/api/v1/workflows/" + workflow + "/retry", "");
            assertThat(retried.statusCode()).as(retried.body()).isEqualTo(201);
            JsonNode again = JSON.readTree(retried.body());
            assertThat(again.at("/retryOf").asString()).isEqualTo(workflow);
            assertThat(again.at("/actions/0/state").asString()).isEqualTo("SKIPPED");
            Assign second = agent.awaitAssign();
            assertThat(second.getAction().getWorkflowId())
                    .isEqualTo(again.at("/id").asString());
            assertThat(second.getActionName()).isEqualTo("b");
            operator()
                    .cancel(dev.kindling.proto.workflow.v1.CancelWorkflowRequest.newBuilder()
                            .setId(again.at("/id").asString())
                            .build());
            agent.await(OrderCase.CANCEL);

            String third = operator()
                    .retry(RetryWorkflowRequest.newBuilder()
                            .setId(workflow)
                            .setFrom("a")
                            .build())
                    .getId();
            Assign fromStart = agent.awaitAssign();
            assertThat(fromStart.getActionName()).isEqualTo("a");
            assertThat(fromStart.getAction().getWorkflowId()).isEqualTo(third);
        }
        assertThat(lab.state(workflow)).as("a final state never changes").isEqualTo("FAILED");
        assertThat(server.send("POST", "/api/v1/workflows/" + workflow + "/retry?from=zz", "")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    @Tag("M22")
    @Tag("F8")
    void operatorResumesAHeldActionOverGrpcAndTheAuditSaysWhoAndFromWhat() throws Exception {
        Lab.Board board = lab.board();
        String workflow = held(board);

        assertThat(operator()
                        .resume(ResumeWorkflowRequest.newBuilder()
                                .setId(workflow)
                                .build())
                        .getState())
                .isEqualTo("SETTLING");

        assertThat(server.send("GET", "/api/v1/audit", "").body())
                .contains("workflow.resume")
                .contains("workflow/" + workflow)
                .contains("\"HELD\"")
                .contains("\"SETTLING\"");
    }

    @Test
    void logsAreFollowedWhileTheActionRunsAndReadAfterItOverBothDoors() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("- {name: talk, image: kindling/exec, timeout: 60}"), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign assign = agent.awaitAssign();
            agent.report(SleepingAgent.started(assign.getAction()));
            append(agent, assign, 0, "one\n");
            Iterator<LogPiece> pieces = operator()
                    .logs(WorkflowLogsRequest.newBuilder()
                            .setId(workflow)
                            .setFollow(true)
                            .build());
            assertThat(pieces.next().getData().toStringUtf8()).isEqualTo("one\n");
            CompletableFuture<HttpResponse<String>> followed = CompletableFuture.supplyAsync(
                    () -> server.send("GET", "/api/v1/workflows/" + workflow + "/logs?follow=true", ""));
            append(agent, assign, 4, "two\n");
            LogPiece second = pieces.next();
            assertThat(second.getData().toStringUtf8()).isEqualTo("two\n");
            assertThat(second.getOffset()).isEqualTo(4);
            agent.report(SleepingAgent.succeeded(assign.getAction()));
            lab.bootsLocally(board);

            assertThat(pieces.hasNext()).isFalse();
            assertThat(followed.get(1, TimeUnit.MINUTES).body())
                    .contains("\"offset\":0")
                    .contains("\"offset\":4")
                    .contains("\"data\":\"dHdvCg==\"");
        }
        assertThat(server.send("GET", "/api/v1/workflows/" + workflow + "/actions/0/log?attempt=1", "")
                        .body())
                .isEqualTo("one\ntwo\n");
    }

    @Test
    @Tag("F27")
    void floodOfLogIsCutAtItsLimitAndOldLogsAreThrownAway() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("- {name: shout, image: kindling/exec, timeout: 60}"), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign assign = agent.awaitAssign();
            agent.report(SleepingAgent.started(assign.getAction()));
            assertThat(append(agent, assign, 0, "x".repeat(500)).getFull()).isTrue();
            assertThat(append(agent, assign, 200, "more").getFull()).isTrue();
            assertThatThrownBy(() -> append(agent, assign, 200, "x".repeat(70_000)))
                    .hasMessageStartingWith("INVALID_ARGUMENT");
        }
        assertThat(logBytes(workflow)).isEqualTo(200);
        server.send("POST", "/api/v1/workflows/" + workflow + "/cancel", "");
        server.bean(JdbcClient.class)
                .sql("update workflow set ended_at = now() - interval '31 days' where id = cast(:id as uuid)")
                .param("id", workflow)
                .update();

        server.bean(dev.kindling.tink.workflow.LogRetention.class).sweep();

        assertThat(logBytes(workflow)).isZero();
        assertThat(lab.state(workflow)).isEqualTo("CANCELLED");
    }

    private static int logBytes(String workflow) {
        return server.bean(JdbcClient.class)
                .sql("select coalesce(sum(length(data)), 0) from action_log where workflow_id = cast(:id as uuid)")
                .param("id", workflow)
                .query(Integer.class)
                .single();
    }

    private static String held(Lab.Board board) throws InterruptedException {
        String workflow =
                lab.workflow(lab.template("- {name: burn, image: kindling/exec, class: once, timeout: 60}"), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign burn = agent.awaitAssign();
            agent.report(SleepingAgent.started(burn.getAction()));
            agent.reboot(lab.nonceKey());
        }
        assertThat(lab.state(workflow)).isEqualTo("HELD");
        return workflow;
    }

    private static void run(SleepingAgent agent, String name) throws InterruptedException {
        Assign assign = agent.awaitAssign();
        assertThat(assign.getActionName()).isEqualTo(name);
        agent.report(SleepingAgent.started(assign.getAction()));
        assertThat(agent.report(SleepingAgent.succeeded(assign.getAction())))
                .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
    }

    private static ReportRequest.Builder failed(Assign assign) {
        return ReportRequest.newBuilder()
                .setAction(assign.getAction())
                .setSequence(2)
                .setFailed(Failed.newBuilder().setMessage("it broke").setExitCode(7));
    }

    private static dev.kindling.proto.agent.v1.AppendResponse append(
            SleepingAgent agent, Assign action, long offset, String text) {
        return agent.calls()
                .append(AppendRequest.newBuilder()
                        .setAction(action.getAction())
                        .setLog(LogChunk.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(text)))
                        .build());
    }

    private static String twoMachines(Lab.Board first, Lab.Board second) {
        String text = """
                version: "0.1"
                name: handover
                after: netboot
                tasks:
                  - name: prepare
                    worker: "{{.device_1}}"
                    actions: [{name: prepare, image: kindling/exec, timeout: 60}]
                  - name: join
                    worker: "{{.device_2}}"
                    actions: [{name: join, image: kindling/exec, timeout: 60}]
                  - name: finish
                    worker: "{{.device_1}}"
                    actions: [{name: finish, image: kindling/exec, timeout: 60}]
                """;
        server.send("POST", "/api/v1/templates", text, "Content-Type", "application/yaml");
        HttpResponse<String> created =
                server.send("POST", "/api/v1/workflows", """
                {"template": "handover", "devices": {"device_1": "%s", "device_2": "%s"}}""".formatted(first.mac(), second.mac()));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return JSON.readTree(created.body()).get("id").asString();
    }
}
