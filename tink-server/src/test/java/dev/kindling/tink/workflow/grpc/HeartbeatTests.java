package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.WorkOrder.OrderCase;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an agent hears of though nothing woke its stream: every change here is made behind the server's back. */
class HeartbeatTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.workflow.heartbeat", "300ms"));
        lab = new Lab(server);
        jdbc = server.bean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aWorkflowWithoutAWakeUpIsFoundAtAHeartbeat() throws Exception {
        Lab.Board board = lab.board();
        Lab.Board other = lab.board();
        String workflow = lab.workflow(lab.twoActions(), other);
        try (SleepingAgent agent = idle(board)) {
            jdbc.sql("""
                            update workflow_action set worker = :mac, plan = jsonb_set(plan, '{worker,text}', to_jsonb(:mac))
                            where workflow_id = cast(:workflow as uuid)""")
                    .param("mac", board.mac().text())
                    .param("workflow", workflow)
                    .update();
            jdbc.sql("update workflow_worker set mac = :mac where workflow_id = cast(:workflow as uuid)")
                    .param("mac", board.mac().text())
                    .param("workflow", workflow)
                    .update();

            Assign assigned = agent.awaitAssign();

            assertThat(assigned.getAction().getWorkflowId()).isEqualTo(workflow);
        }
    }

    @Test
    void anEndedSessionEndsAnIdleStream() throws Exception {
        Lab.Board board = lab.board();
        try (SleepingAgent agent = idle(board)) {
            change(board, "session_expires_at = now() - interval '1 second'");

            assertThat(Status.fromThrowable(agent.awaitEnd()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void heartbeatsOfIdleAgentsChangeNothingInTheDatabase() throws Exception {
        Lab.Board board = lab.board();
        try (SleepingAgent agent = idle(board)) {
            String before = lease(board);

            agent.await(OrderCase.IDLE);
            agent.await(OrderCase.IDLE);

            assertThat(lease(board)).isEqualTo(before);
        }
    }

    @Test
    void heartbeatsOfAWorkingAgentTouchNothingAndSayGoOn() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = working(board)) {
            String before = rows(workflow);

            agent.await(OrderCase.IDLE);
            agent.await(OrderCase.IDLE);

            assertThat(rows(workflow)).isEqualTo(before);
        }
    }

    @Test
    void anAttemptThatWasStoppedIsCancelledAtAHeartbeat() throws Exception {
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = working(board)) {
            jdbc.sql("""
                            update workflow_action set stopped_attempt = attempt, stopped_at = now(), stop_reason = 'by hand'
                            where workflow_id = cast(:workflow as uuid) and position = 0""").param("workflow", workflow).update();

            assertThat(agent.await(OrderCase.CANCEL).getCancel().getReason()).isEqualTo("by hand");
        }
    }

    @Test
    void anEndedSessionEndsAWorkingStream() throws Exception {
        Lab.Board board = lab.board();
        lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = working(board)) {
            change(board, "session_expires_at = now() - interval '1 second'");

            assertThat(Status.fromThrowable(agent.awaitEnd()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    /** Given its first action, and past its first heartbeat. */
    private static SleepingAgent working(Lab.Board board) throws Exception {
        SleepingAgent agent = lab.enrolled(board);
        agent.openWork();
        agent.report(SleepingAgent.started(agent.awaitAssign().getAction()));
        agent.await(OrderCase.IDLE);
        return agent;
    }

    /** The versions of all rows of a workflow. */
    private static String rows(String workflow) {
        return jdbc.sql("""
                        select string_agg(version, ' ' order by version) from (
                          select xmin::text version from workflow where id = cast(:workflow as uuid)
                          union all select xmin::text from workflow_action where workflow_id = cast(:workflow as uuid)
                          union all select xmin::text from workflow_worker where workflow_id = cast(:workflow as uuid)) rows""").param("workflow", workflow).query(String.class).single();
    }

    /** Connected, and past its first close look. */
    private static SleepingAgent idle(Lab.Board board) throws InterruptedException {
        SleepingAgent agent = lab.enrolled(board);
        agent.openWork();
        agent.await(OrderCase.IDLE);
        agent.await(OrderCase.IDLE);
        return agent;
    }

    private static void change(Lab.Board board, String what) {
        jdbc.sql("update machine set " + what + " where mac = :mac")
                .param("mac", board.mac().text())
                .update();
    }

    /** Written a moment after the agent's first call. */
    private static String lease(Lab.Board board) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            Optional<String> lease = jdbc.sql("select xmin || ' ' || lease_until from agent_lease where mac = :mac")
                    .param("mac", board.mac().text())
                    .query(String.class)
                    .optional();
            if (lease.isPresent()) {
                return lease.get();
            }
            assertThat(System.nanoTime()).as("no lease").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
