package dev.kindling.tink.workflow.grpc;

import static dev.kindling.tink.workflow.grpc.SleepingAgent.rebooting;
import static dev.kindling.tink.workflow.grpc.SleepingAgent.started;
import static dev.kindling.tink.workflow.grpc.SleepingAgent.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.AppendResponse;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.IdleReason;
import dev.kindling.proto.agent.v1.LogChunk;
import dev.kindling.proto.agent.v1.Progress;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Status;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentServiceTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of(
                        "kindling.tink.workflow.lease", "4s",
                        "kindling.tink.workflow.heartbeat", "1s",
                        "kindling.tink.workflow.grace", "0s",
                        "kindling.tink.workflow.sweep", "200ms"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void boardGoesFromEnrolmentToSuccess() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            assertThat(first.getActionName()).isEqualTo("sleep");
            assertThat(agent.report(started(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
            assertThat(agent.report(succeeded(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);

            Assign second = agent.awaitAssign();
            assertThat(second.getImage()).isEqualTo("kindling/reboot");
            agent.report(started(second.getAction()));
            assertThat(lab.bootMode(board)).isEqualTo("NETBOOT");
            assertThat(agent.report(rebooting(second.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
            assertThat(agent.report(rebooting(second.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_DUPLICATE);
        }
        assertThat(lab.state(workflow)).isEqualTo("SETTLING");
        assertThat(lab.bootMode(board)).isEqualTo("LOCAL");

        lab.bootsLocally(board);
        assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
    }

    @Test
    @Tag("F10")
    void boardThatNetbootsAfterItsWorkflowIsSentHomeUntilItBootsLocally() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            runAll(agent);
            agent.openWork();
            assertThat(agent.await(OrderCase.IDLE).getIdle().getReason())
                    .isEqualTo(IdleReason.IDLE_REASON_NOTHING_TO_DO);
        }
        int told = lab.events(board, "action.rebooting");
        try (SleepingAgent again = lab.enrolled(board)) {
            assertThat(nextIdle(again)).isEqualTo(IdleReason.IDLE_REASON_REBOOT_TO_LOCAL);
            // The order may have been lost with its stream: the same boot hears it again, and it is one event.
            assertThat(nextIdle(again)).isEqualTo(IdleReason.IDLE_REASON_REBOOT_TO_LOCAL);
        }
        assertThat(lab.events(board, "action.rebooting")).isEqualTo(told + 1);
        try (SleepingAgent third = lab.enrolled(board)) {
            assertThat(nextIdle(third)).isEqualTo(IdleReason.IDLE_REASON_REBOOT_TO_LOCAL);
        }
        assertThat(lab.events(board, "action.rebooting")).isEqualTo(told + 2);

        lab.bootsLocally(board);
        assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
        try (SleepingAgent later = lab.enrolled(board)) {
            assertThat(nextIdle(later))
                    .as("nothing waits for its local boot any more: it stays up, for whoever looks into it")
                    .isEqualTo(IdleReason.IDLE_REASON_NOTHING_TO_DO);
        }
    }

    /** What a stream that is opened now says first. */
    private static IdleReason nextIdle(SleepingAgent agent) throws Exception {
        agent.openWork();
        return agent.await(OrderCase.IDLE).getIdle().getReason();
    }

    @Test
    @Tag("F4")
    @Tag("F7")
    @Tag("F9")
    void newBootDuringAnAttemptGetsTheNextAttemptAndTheOldOneIsStale() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            agent.report(started(first.getAction()));

            agent.reboot(lab.nonceKey());
            assertThat(Status.fromThrowable(agent.awaitEnd()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            agent.openWork();
            Assign second = agent.awaitAssign();
            assertThat(second.getAction().getAttempt()).isEqualTo(2);
            assertThat(agent.report(succeeded(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_STALE);
            assertThat(agent.report(started(second.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
        }
    }

    @Test
    @Tag("F8")
    void onceActionIsHeldAfterNewBootUntilAnOperatorDecides() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("""
                - name: burn
                  image: kindling/exec
                  class: once
                  timeout: 60
                """), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.report(started(agent.awaitAssign().getAction()));
            agent.reboot(lab.nonceKey());
            assertThat(lab.state(workflow)).isEqualTo("HELD");
            assertThat(lab.get(workflow).get("reason").asString())
                    .contains("burn")
                    .contains("resume");

            agent.openWork();
            assertThat(server.send("POST", "/api/v1/workflows/" + workflow + "/retry", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(agent.awaitAssign().getAction().getAttempt()).isEqualTo(2);
        }
    }

    @Test
    @Tag("F23")
    void cancelReachesTheRunningAgentAndItsLaterReportsAreStale() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            server.send("POST", "/api/v1/workflows/" + workflow + "/cancel", "");

            assertThat(agent.await(OrderCase.CANCEL).getCancel().getAction()).isEqualTo(first.getAction());
            assertThat(agent.report(succeeded(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_STALE);
            assertThat(lab.state(workflow)).isEqualTo("CANCELLED");
            assertThat(server.send("POST", "/api/v1/workflows/" + workflow + "/resume", "")
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void serverKeepsTheDeadlineOfAnActionWhoseAgentFellSilent() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.template("""
                - name: hang
                  image: kindling/exec
                  class: idempotent
                  timeout: 1
                """), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.report(started(agent.awaitAssign().getAction()));
            agent.await(OrderCase.CANCEL);
            assertThat(lab.state(workflow)).isEqualTo("TIMEOUT");
        }
    }

    @Test
    @Tag("F16")
    void silenceAndReturnOfAnAgentWithAnAttemptAreTold() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.report(started(agent.awaitAssign().getAction()));
            try (SleepingAgent later = agent.at(data.resolve("pki/ca.pem"), server.grpcPort())) {
                agent.vanish();
                lab.awaitEvent(board, "agent.silent");
                assertThat(lab.state(workflow)).isEqualTo("RUNNING");
                later.openWork();
                lab.awaitEvent(board, "agent.back");
                assertThat(later.awaitAssign().getAction().getAttempt()).isEqualTo(1);
            }
        }
    }

    @Test
    @Tag("F5")
    void newerStreamTakesTheOlderOnesPlace() throws Exception {
        Lab.Board board = lab.board();
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.await(OrderCase.IDLE);
            agent.openWork();
            assertThat(Status.fromThrowable(agent.awaitEnd()).getCode()).isEqualTo(Status.Code.ABORTED);
            agent.await(OrderCase.IDLE);
        }
    }

    @Test
    void logIsTakenOnceByOffsetAndProgressIsShown() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            assertThat(append(agent, first, 0, "hello ").getNextOffset()).isEqualTo(6);
            assertThat(append(agent, first, 0, "hello world").getNextOffset()).isEqualTo(11);
            assertThat(append(agent, first, 50, "gap").getNextOffset()).isEqualTo(11);
            agent.calls()
                    .append(AppendRequest.newBuilder()
                            .setAction(first.getAction())
                            .setProgress(Progress.newBuilder()
                                    .setDone(5)
                                    .setTotal(10)
                                    .setUnit("bytes"))
                            .build());
        }
        assertThat(server.send("GET", "/api/v1/workflows/" + workflow + "/actions/0/log", "", "Accept", "text/plain")
                        .body())
                .isEqualTo("hello world");
        assertThat(lab.get(workflow).at("/actions/0/progress/done").asInt()).isEqualTo(5);
    }

    @Test
    @Tag("M1")
    @Tag("M3")
    void lostEnrolmentAnswerIsGivenAgainAndAnImpostorIsRefused() {
        Lab.Board board = lab.board();
        String nonce = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board)) {
            EnrolResponse first = agent.enrol(nonce);
            EnrolResponse again = agent.enrol(nonce);
            assertThat(again.getExpiresAt()).isEqualTo(first.getExpiresAt());
            assertThatThrownBy(() -> agent.enrol(nonce, SessionSecret.random(new SecureRandom())))
                    .hasMessageStartingWith("PERMISSION_DENIED");
        }
        assertThat(lab.events(board, "machine.enrolment-refused")).isEqualTo(1);
        assertThat(lab.events(board, "machine.enrolled")).isEqualTo(1);
    }

    @Test
    @Tag("M1")
    void nonceOfAnotherBoardOrAddressIsRefused() {
        Lab.Board board = lab.board();
        Lab.Board other = lab.board();
        try (SleepingAgent agent = lab.agent(board)) {
            assertThatThrownBy(() -> agent.enrol(
                            SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), other.mac(), other.address())))
                    .hasMessageStartingWith("UNAUTHENTICATED");
            assertThatThrownBy(() -> agent.enrol("nonsense")).hasMessageStartingWith("UNAUTHENTICATED");
            assertThatThrownBy(() -> agent.calls()
                            .report(started(Assign.getDefaultInstance().getAction())
                                    .build()))
                    .hasMessageStartingWith("UNAUTHENTICATED");
        }
        // A thief of board's nonce who sits at other's address.
        try (SleepingAgent thief = new SleepingAgent(
                data.resolve("pki/ca.pem"), server.grpcPort(), board.mac(), board.address(), other.address())) {
            assertThatThrownBy(() -> thief.enrol(
                            SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address())))
                    .hasMessageStartingWith("UNAUTHENTICATED");
        }
    }

    @Test
    @Tag("F25")
    void workflowMadeOnOneServerWakesTheStreamOnAnother(@TempDir Path otherData) throws Exception {
        Lab.Board board = lab.board();
        java.nio.file.Files.copy(data.resolve("master.key"), otherData.resolve("master.key"));
        try (TinkServer other = TinkServer.start(otherData, server.database(), Map.of());
                SleepingAgent agent = lab.enrolled(board);
                SleepingAgent there = agent.at(otherData.resolve("pki/ca.pem"), other.grpcPort())) {
            there.openWork();
            there.await(OrderCase.IDLE);
            lab.workflow(lab.twoActions(), board);
            assertThat(there.awaitAssign().getActionName()).isEqualTo("sleep");
        }
    }

    private static AppendResponse append(SleepingAgent agent, Assign action, long offset, String text) {
        return agent.calls()
                .append(AppendRequest.newBuilder()
                        .setAction(action.getAction())
                        .setLog(LogChunk.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(text)))
                        .build());
    }

    private static void runAll(SleepingAgent agent) throws InterruptedException {
        agent.openWork();
        Assign first = agent.awaitAssign();
        agent.report(started(first.getAction()));
        agent.report(succeeded(first.getAction()));
        Assign second = agent.awaitAssign();
        agent.report(started(second.getAction()));
        agent.report(rebooting(second.getAction()));
    }
}
