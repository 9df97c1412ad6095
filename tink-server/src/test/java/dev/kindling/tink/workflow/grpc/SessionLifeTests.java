package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Boards that stay in one boot for longer than a session lives. */
class SessionLifeTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.workflow.heartbeat", "500ms"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sessionOfAnIdleAgentIsRenewedAndItGetsTheWorkThatComesLater() throws Exception {
        Lab.Board board = lab.board();
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.await(OrderCase.IDLE);
            expires(board, Instant.now().plus(Duration.ofHours(11)));

            awaitRenewal(board);
            lab.workflow(lab.twoActions(), board);
            assertThat(agent.awaitAssign().getAction().getIndex()).isZero();
        }
    }

    @Test
    void sessionOfAnAgentThatRunsAnActionIsRenewed() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            agent.report(SleepingAgent.started(agent.awaitAssign().getAction()));
            expires(board, Instant.now().plus(Duration.ofHours(11)));

            awaitRenewal(board);
        }
    }

    @Test
    void sessionWithMoreThanHalfItsLifeIsLeftAlone() throws Exception {
        Lab.Board board = lab.board();
        Instant later = Instant.now().plus(Duration.ofHours(13)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        try (SleepingAgent agent = lab.enrolled(board)) {
            expires(board, later);
            agent.openWork();
            for (int beat = 0; beat < 4; beat++) {
                agent.await(OrderCase.IDLE);
            }
            assertThat(expiry(board))
                    .as("no change of the directory with every beat")
                    .isEqualTo(later);
        }
    }

    @Test
    void sessionThatRanOutWhileItsAgentCouldNotCallGoesOnWithTheSameBoot() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        String nonce = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board)) {
            agent.enrol(nonce);
            expires(board, Instant.now().minusSeconds(60));
            agent.openWork();
            assertThat(agent.awaitEnd()).hasMessageStartingWith("UNAUTHENTICATED");

            agent.enrol(nonce);
            agent.openWork();
            assertThat(agent.awaitAssign().getAction().getAttempt()).isEqualTo(1);
            assertThat(lab.events(board, "machine.enrolled"))
                    .as("the same boot")
                    .isEqualTo(1);
        }
    }

    @Test
    @Tag("M1")
    void sessionOfAMachineThatBelongsOnItsOwnDiskIsNeverGivenMoreTime() throws Exception {
        Lab.Board board = lab.board();
        String nonce = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board)) {
            agent.enrol(nonce);
            jdbc().sql("update machine set boot_mode = 'LOCAL' where mac = :mac")
                    .param("mac", board.mac().text())
                    .update();
            expires(board, Instant.now().minusSeconds(60));

            assertThatThrownBy(() -> agent.enrol(nonce)).hasMessageStartingWith("UNAUTHENTICATED");
        }
    }

    @Test
    @Tag("M1")
    void agentWhoseHardwareWasDeletedAndDeclaredAgainIsToldToRebootAndTheOperatorSeesIt() throws Exception {
        Lab.Board board = lab.board();
        String nonce = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent agent = lab.agent(board)) {
            agent.enrol(nonce);
            lab.declareAnew(board);
            agent.openWork();
            assertThat(agent.awaitEnd()).hasMessageStartingWith("UNAUTHENTICATED");

            assertThatThrownBy(() -> agent.enrol(nonce))
                    .hasMessageStartingWith("UNAUTHENTICATED")
                    .hasMessageContaining("declared again")
                    .hasMessageContaining("reboot");
            assertThat(lab.events(board, "machine.session-ended")).isEqualTo(1);

            agent.reboot(lab.nonceKey());
            agent.openWork();
            agent.await(OrderCase.IDLE);
        }
    }

    @Test
    @Tag("M1")
    void agentOfAnEarlierBootIsNotLetInAgainByItsOldNonce() {
        Lab.Board board = lab.board();
        String old = SleepingAgent.nonce(lab.nonceKey(), UUID.randomUUID(), board.mac(), board.address());
        try (SleepingAgent earlier = lab.agent(board);
                SleepingAgent now = lab.agent(board)) {
            earlier.enrol(old);
            now.reboot(lab.nonceKey());

            assertThatThrownBy(() -> earlier.enrol(old))
                    .hasMessageStartingWith("UNAUTHENTICATED")
                    .hasMessageContaining("newer boot");
        }
    }

    private static JdbcClient jdbc() {
        return server.bean(JdbcClient.class);
    }

    private static void expires(Lab.Board board, Instant at) {
        jdbc().sql("update machine set session_expires_at = :at where mac = :mac")
                .param("at", Timestamp.from(at))
                .param("mac", board.mac().text())
                .update();
    }

    private static Instant expiry(Lab.Board board) {
        return jdbc().sql("select session_expires_at from machine where mac = :mac")
                .param("mac", board.mac().text())
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private static void awaitRenewal(Lab.Board board) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (expiry(board).isBefore(Instant.now().plus(Duration.ofHours(23)))) {
            assertThat(System.nanoTime()).as("the session was not renewed").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
