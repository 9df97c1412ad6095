package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server killed at the worst moments of a report: what was reported is applied once, and nothing is lost. */
class KilledServerTests {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    Path data;

    private final TestDatabase database = TestDatabase.fresh();
    private final Deque<String> faults = new ArrayDeque<>(List.of("after-commit:2", "before-reply:2"));
    private final Set<ActionRef> journal = new HashSet<>();
    private final List<ReportOutcome> answers = new ArrayList<>();
    private int kills;
    /** The one that is not killed any more: it may as well run here, where it starts sooner. */
    private Optional<TinkServer> survivor = Optional.empty();

    @AfterEach
    void stop() {
        survivor.ifPresent(TinkServer::close);
    }

    @Test
    @Tag("F1")
    @Tag("F2")
    void everyReportIsAppliedOnceWhateverMomentTheServerDies() throws Exception {
        Lab.Board board;
        String workflow;
        SleepingAgent agent;
        ServerProcess server = new ServerProcess(data, database);
        try (TinkServer setUp = TinkServer.start(data, database, Map.of())) {
            Lab lab = new Lab(setUp);
            board = lab.board();
            workflow = lab.workflow(lab.template(actions(4)), board);
            SleepingAgent enrolled = lab.enrolled(board);
            agent = enrolled.at(data.resolve("pki/ca.pem"), server.port());
            enrolled.close();
        }
        try (server;
                agent) {
            server.start("before-commit:2");
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (journal.size() < 4 || answers.size() < 8) {
                assertThat(System.nanoTime()).as("in time").isLessThan(until);
                nextAssign(agent, server).ifPresent(assign -> run(agent, server, assign));
            }
        }
        judge(workflow);
    }

    private void judge(String workflow) throws Exception {
        assertThat(kills).isEqualTo(3);
        assertThat(Files.readAllLines(data.resolve("judge")))
                .containsExactly(workflow + " 0 1", workflow + " 1 1", workflow + " 2 1", workflow + " 3 1");
        // Before the commit the retry is news; after it, and before the reply, it is a duplicate.
        assertThat(answers)
                .filteredOn(ReportOutcome.REPORT_OUTCOME_DUPLICATE::equals)
                .hasSize(2);
        assertThat(answers)
                .filteredOn(ReportOutcome.REPORT_OUTCOME_APPLIED::equals)
                .hasSize(6);
        assertThat(events(workflow, "action.started")).isEqualTo(4);
        assertThat(events(workflow, "action.succeeded")).isEqualTo(4);
        assertThat(events(workflow, "action.assigned")).isEqualTo(4);
    }

    private void run(SleepingAgent agent, ServerProcess server, Assign assign) {
        if (journal.add(assign.getAction())) {
            write(assign.getAction());
        }
        answers.add(reportUntilAnswered(agent, server, SleepingAgent.started(assign.getAction())));
        answers.add(reportUntilAnswered(agent, server, SleepingAgent.succeeded(assign.getAction())));
    }

    private Optional<Assign> nextAssign(SleepingAgent agent, ServerProcess server) throws InterruptedException {
        agent.reconnect();
        agent.openWork();
        Optional<Assign> assign = agent.pollAssign(Duration.ofSeconds(2));
        if (assign.isEmpty()) {
            restartIfDead(server);
        }
        return assign.filter(next -> !journal.contains(next.getAction()));
    }

    private ReportOutcome reportUntilAnswered(SleepingAgent agent, ServerProcess server, ReportRequest.Builder report) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                // Longer than the slowest answer of a live server: an answer that is missed is told twice, and counted.
                return agent.calls()
                        .withDeadlineAfter(Duration.ofMinutes(2))
                        .report(report.build())
                        .getOutcome();
            } catch (StatusRuntimeException e) {
                Status.Code code = e.getStatus().getCode();
                assertThat(code).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(System.nanoTime()).as("answered in time").isLessThan(until);
                restartIfDead(server);
                LockSupport.parkNanos(100_000_000L);
                agent.reconnect();
            }
        }
    }

    private void restartIfDead(ServerProcess server) {
        if (survivor.isPresent() || server.isAlive()) {
            return;
        }
        assertThat(server.exitValue()).isEqualTo(137);
        kills++;
        if (faults.isEmpty()) {
            survivor = Optional.of(TinkServer.start(
                    data, database, Map.of("kindling.tink.grpc.port", Integer.toString(server.port()))));
        } else {
            server.start(faults.removeFirst());
        }
    }

    /** What an action would do to the world, outside agent and server. */
    private void write(ActionRef action) {
        try {
            Files.writeString(
                    data.resolve("judge"),
                    action.getWorkflowId() + " " + action.getIndex() + " " + action.getAttempt() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int events(String workflow, String kind) throws Exception {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var query = connection.prepareStatement(
                        "select count(*) from event where workflow_id = cast(? as uuid) and kind = ?")) {
            query.setString(1, workflow);
            query.setString(2, kind);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static String actions(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("- name: sleep-%d\n  image: kindling/exec\n  class: once\n  timeout: 600\n".formatted(i));
        }
        return text.toString();
    }
}
