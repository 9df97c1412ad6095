package dev.kindling.tink.workflow.grpc;

import static dev.kindling.tink.workflow.grpc.SleepingAgent.started;
import static dev.kindling.tink.workflow.grpc.SleepingAgent.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The next action comes with the report that ends the one before, or by the stream's own question. */
class HandOutTests {

    /** Longer than a test waits for an order: none of them may be one that only a heartbeat brought. */
    private static final Map<String, Object> NO_HEARTBEAT = Map.of("kindling.tink.workflow.heartbeat", "10m");

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), NO_HEARTBEAT);
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nextActionIsHandedOutInTheTransactionOfTheReport() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            endFirst(agent, agent.awaitAssign());
            Assign second = agent.awaitAssign();
            assertThat(second.getActionName()).isEqualTo("reboot");
            assertThat(second.getImage()).isEqualTo("kindling/reboot");
            assertThat(second.getAction().getAttempt()).isEqualTo(1);
            assertThat(told(workflow)).containsExactly("action.succeeded 0", "action.assigned 1");
            assertThat(transactions(workflow)).isEqualTo(1);
            assertThat(bootOfTheSecond(workflow)).isEqualTo(bootOf(board));
        }
    }

    @Test
    void reportThatIsSentAgainHandsOutNothingMore() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            endFirst(agent, first);
            agent.awaitAssign();
            assertThat(agent.report(succeeded(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_DUPLICATE);
            assertThat(told(workflow)).containsExactly("action.succeeded 0", "action.assigned 1");
        }
    }

    @Test
    @Tag("F25")
    void agentWhoseStreamIsOnAnotherServerGetsTheNextActionThere(@TempDir Path otherData) throws Exception {
        Lab.Board board = lab.board();
        Files.copy(data.resolve("master.key"), otherData.resolve("master.key"));
        try (TinkServer other = TinkServer.start(otherData, server.database(), NO_HEARTBEAT);
                SleepingAgent agent = lab.enrolled(board);
                SleepingAgent there = agent.at(otherData.resolve("pki/ca.pem"), other.grpcPort())) {
            there.openWork();
            there.await(OrderCase.IDLE);
            String workflow = lab.workflow(lab.twoActions(), board);
            endFirst(agent, there.awaitAssign());
            assertThat(there.awaitAssign().getActionName()).isEqualTo("reboot");
            assertThat(transactions(workflow)).isEqualTo(2);
        }
    }

    @Test
    void streamThatIsOpenedAnewGetsWhatWasHandedOut() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            endFirst(agent, agent.awaitAssign());
            Assign second = agent.awaitAssign();
            agent.openWork();
            assertThat(agent.awaitAssign()).isEqualTo(second);
        }
    }

    private static void endFirst(SleepingAgent agent, Assign first) {
        assertThat(agent.report(started(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
        assertThat(agent.report(succeeded(first.getAction()))).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
    }

    private static final String END_AND_HAND_OUT = """
             from event where workflow_id = cast(:workflow as uuid)
             and (kind = 'action.succeeded' or (kind = 'action.assigned' and facts ->> 'index' = '1'))""";

    private static List<String> told(String workflow) {
        return jdbc().sql("select kind || ' ' || (facts ->> 'index')" + END_AND_HAND_OUT + " order by transaction, id")
                .param("workflow", workflow)
                .query(String.class)
                .list();
    }

    private static int transactions(String workflow) {
        return jdbc().sql("select count(distinct transaction)" + END_AND_HAND_OUT)
                .param("workflow", workflow)
                .query(Integer.class)
                .single();
    }

    private static String bootOfTheSecond(String workflow) {
        return jdbc().sql("select boot_id from workflow_action where workflow_id = cast(:id as uuid) and position = 1")
                .param("id", workflow)
                .query(String.class)
                .single();
    }

    private static String bootOf(Lab.Board board) {
        return jdbc().sql("select session_boot_id from machine where mac = :mac")
                .param("mac", board.mac().text())
                .query(String.class)
                .single();
    }

    private static JdbcClient jdbc() {
        return server.bean(JdbcClient.class);
    }
}
