package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.LogChunk;
import dev.kindling.proto.agent.v1.Progress;
import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attacker on the boot LAN: sees packets, has an address of its own and any MAC, and may be a board itself. */
class EnrolmentAttackTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.workflow.heartbeat", "1s"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("M1")
    @Tag("M3")
    @Tag("F5")
    void secondEnrolmentWithASniffedNonceIsRefusedRaisesAnAlarmAndLeavesTheBoardItsSession() throws Exception {
        Lab.Board board = lab.board();
        String nonce = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent victim = lab.agent(board);
                SleepingAgent thief = lab.agent(board)) {
            victim.enrol(nonce);

            assertThatThrownBy(() -> thief.enrol(nonce))
                    .hasMessageStartingWith("PERMISSION_DENIED")
                    .hasMessageContaining("impostor");

            assertThat(lab.events(board, "machine.enrolment-refused")).isEqualTo(1);
            victim.openWork();
            victim.await(OrderCase.IDLE);
            thief.openWork();
            assertThat(thief.awaitEnd()).hasMessageStartingWith("UNAUTHENTICATED");
        }
    }

    @Test
    @Tag("M1")
    void nonceOfOneBoardDoesNotEnrolAnotherMac() {
        Lab.Board board = lab.board();
        Lab.Board other = lab.board();
        String stolen = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), other.mac(), board.address());
        try (SleepingAgent thief = lab.agent(board)) {
            assertThatThrownBy(() -> thief.enrol(stolen)).hasMessageStartingWith("UNAUTHENTICATED");
        }
        assertThat(lab.events(board, "machine.enrolled")).isZero();
        assertThat(lab.events(other, "machine.enrolled")).isZero();
    }

    @Test
    @Tag("M1")
    void nonceReplayedAfterTheNextBootEnrolsNobody() {
        Lab.Board board = lab.board();
        String old = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board);
                SleepingAgent thief = lab.agent(board)) {
            agent.enrol(old);
            agent.reboot(lab.nonceKey());

            assertThatThrownBy(() -> thief.enrol(old)).hasMessageStartingWith("PERMISSION_DENIED");

            agent.openWork();
            assertThat(lab.events(board, "machine.enrolled")).isEqualTo(2);
        }
    }

    @Test
    @Tag("M1")
    void expiredNonceAndOneOfAnotherKeyAreRefused() {
        Lab.Board board = lab.board();
        Instant past = Instant.now().minusSeconds(1);
        String expired = BootNonce.mint(lab.nonceKey(), UUID.randomUUID(), past, board.mac(), board.address())
                .text();
        String forged = SleepingAgent.nonce(new byte[32], UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board)) {
            assertThatThrownBy(() -> agent.enrol(expired))
                    .hasMessageStartingWith("UNAUTHENTICATED")
                    .hasMessageContaining("expired");
            assertThatThrownBy(() -> agent.enrol(forged)).hasMessageStartingWith("UNAUTHENTICATED");
            assertThatThrownBy(() -> agent.enrol(forged, SessionSecret.random(new SecureRandom())))
                    .hasMessageStartingWith("UNAUTHENTICATED");
        }
    }

    @Test
    @Tag("M10")
    void enrolledBoardReportsNothingAndWritesNothingForAnotherMachine() throws Exception {
        Lab.Board board = lab.board();
        Lab.Board insider = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board);
                SleepingAgent attacker = lab.enrolled(insider)) {
            agent.openWork();
            Assign assign = agent.awaitAssign();
            agent.report(SleepingAgent.started(assign.getAction()));

            assertThatThrownBy(() -> attacker.report(SleepingAgent.succeeded(assign.getAction())))
                    .hasMessageStartingWith("PERMISSION_DENIED");
            assertThatThrownBy(() -> attacker.calls().append(log(assign, "rm -rf")))
                    .hasMessageStartingWith("PERMISSION_DENIED");
            assertThatThrownBy(() -> attacker.calls().append(progress(assign)))
                    .hasMessageStartingWith("PERMISSION_DENIED");
        }
        assertThat(lab.get(workflow).at("/actions/0/state").asString()).isEqualTo("RUNNING");
        assertThat(lab.get(workflow).at("/actions/0/progress/done").asInt()).isZero();
        assertThat(server.send("GET", "/api/v1/workflows/" + workflow + "/actions/0/log", "")
                        .body())
                .isEmpty();
    }

    @Test
    @Tag("M10")
    @Tag("M2")
    void nothingIsTakenWithoutASessionOrAfterANewerBootEndedIt() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board);
                SleepingAgent stranger = lab.agent(board)) {
            agent.openWork();
            Assign assign = agent.awaitAssign();
            SleepingAgent before = agent.at(data.resolve("pki/ca.pem"), server.grpcPort());

            assertThatThrownBy(() -> stranger.report(SleepingAgent.started(assign.getAction())))
                    .hasMessageStartingWith("UNAUTHENTICATED");
            assertThatThrownBy(() -> stranger.calls().append(log(assign, "x")))
                    .hasMessageStartingWith("UNAUTHENTICATED");
            agent.reboot(lab.nonceKey());
            assertThatThrownBy(() -> before.report(SleepingAgent.started(assign.getAction())))
                    .hasMessageStartingWith("UNAUTHENTICATED");
            before.close();
        }
    }

    private static AppendRequest log(Assign assign, String text) {
        return AppendRequest.newBuilder()
                .setAction(assign.getAction())
                .setLog(LogChunk.newBuilder().setData(ByteString.copyFromUtf8(text)))
                .build();
    }

    private static AppendRequest progress(Assign assign) {
        return AppendRequest.newBuilder()
                .setAction(assign.getAction())
                .setProgress(Progress.newBuilder().setDone(9).setTotal(10))
                .build();
    }
}
