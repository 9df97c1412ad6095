package dev.kindling.tink.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import dev.kindling.tink.workflow.WorkflowEvent.ResumeRequested;
import dev.kindling.tink.workflow.WorkflowEvent.RetryRequested;
import dev.kindling.tink.workflow.grpc.Lab;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Deadlines of whole workflows, from the template to the sweep, by a clock of the test's; the server's own sweeps do not come within the
 * hour.
 */
class DeadlineTests {

    private static final Instant BEGIN = Instant.parse("2040-01-01T00:00:00Z");

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    private final InstantSource source = () -> this.wall;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private Instant wall = BEGIN;
    private long nanos;
    private WorkflowTransactions transactions;
    private WorkflowMover mover;
    private WorkflowSweeper sweeper;

    @BeforeAll
    static void start() {
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of("kindling.tink.workflow.lease", "1h", "kindling.tink.workflow.settle", "15m"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void serverWithThisClock() {
        WorkflowRows workflows = server.bean(WorkflowRows.class);
        transactions = new WorkflowTransactions(server.bean(PlatformTransactionManager.class));
        mover = new WorkflowMover(
                workflows,
                server.bean(Machines.class),
                server.bean(Timeline.class),
                server.bean(WorkSignals.class),
                server.bean(WorkflowSettings.class),
                clock);
        sweeper = new WorkflowSweeper(
                workflows,
                mover,
                transactions,
                server.bean(AgentLeases.class),
                new ClockSteps(server.bean(JdbcClient.class), transactions, clock, () -> nanos),
                clock);
        server.bean(JdbcClient.class)
                .sql("update clock_step set swept_at = 'epoch'")
                .update();
        sweeper.sweep();
    }

    @Test
    void globalTimeoutOfTheTemplateEndsTheRunAndStopsItsAgent() {
        Lab.Board board = lab.board();
        UUID workflow = workflow("idempotent", board);
        pass(Duration.ofHours(2));
        sweeper.sweep();
        assertThat(state(workflow)).as("nothing has begun").isEqualTo("PENDING");

        apply(workflow, new Claimed(board.mac()));
        apply(workflow, new Reported(0, 1, 1, new Outcome.Started()));
        pass(Duration.ofSeconds(599));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("RUNNING");

        pass(Duration.ofSeconds(2));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("TIMEOUT");
        assertThat(lab.get(workflow.toString()).get("reason").asString()).contains("global timeout");
        assertThat(server.bean(StoppedAttempts.class).of(board.mac(), Optional.empty()))
                .as("what its agent has to stop")
                .hasSize(1);
    }

    @Test
    void boardThatDoesNotBootItsDiskFailsTheRunWhenTheSettleDeadlineHasPassed() {
        Lab.Board board = lab.board();
        UUID workflow = allDone(board);
        pass(Duration.ofMinutes(14));
        sweeper.sweep();
        assertThat(state(workflow))
                .as("the global timeout of 10 min counts no more")
                .isEqualTo("SETTLING");

        pass(Duration.ofMinutes(2));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("FAILED");
        assertThat(lab.get(workflow.toString()).get("reason").asString())
                .contains(board.mac().text())
                .contains("did not boot its own disk");
    }

    @Test
    void timeAWorkflowIsHeldDoesNotCount() {
        Lab.Board board = lab.board();
        UUID workflow = held(board);
        pass(Duration.ofDays(3));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("HELD");
        assertThat(overdue()).as("a sweep does not even look at it").isEmpty();

        apply(workflow, new ResumeRequested());
        assertThat(state(workflow)).isEqualTo("RUNNING");
        pass(Duration.ofSeconds(99));
        sweeper.sweep();
        assertThat(state(workflow)).as("500 s before, 99 after").isEqualTo("RUNNING");

        pass(Duration.ofSeconds(2));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("TIMEOUT");
    }

    @Test
    void workflowThatIsHeldASecondTimeKeepsWhatWasLeft() {
        Lab.Board board = lab.board();
        UUID workflow = held(board);
        pass(Duration.ofDays(1));
        apply(workflow, new RetryRequested());
        apply(workflow, new Claimed(board.mac()));
        apply(workflow, new Reported(0, 2, 1, new Outcome.Started()));
        pass(Duration.ofSeconds(50));
        apply(workflow, new Enrolled(board.mac()));
        pass(Duration.ofDays(1));
        apply(workflow, new RetryRequested());
        pass(Duration.ofSeconds(49));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("RUNNING");

        pass(Duration.ofSeconds(2));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("TIMEOUT");
    }

    @Test
    void clockThatJumpsWhileAWorkflowIsHeldChangesNothingOfWhatIsLeft() {
        Lab.Board board = lab.board();
        UUID workflow = held(board);
        wall = wall.plus(Duration.ofDays(400));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("HELD");

        apply(workflow, new ResumeRequested());
        pass(Duration.ofSeconds(99));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("RUNNING");
        pass(Duration.ofSeconds(2));
        sweeper.sweep();
        assertThat(state(workflow)).isEqualTo("TIMEOUT");
    }

    /** Ten minutes for everything, an hour for each of two actions. */
    private static UUID workflow(String actionClass, Lab.Board board) {
        String template = lab.template("""
                - name: first
                  image: kindling/exec
                  class: %s
                  timeout: 3600
                - name: second
                  image: kindling/exec
                  timeout: 3600
                """.formatted(actionClass));
        return UUID.fromString(lab.workflow(template, board));
    }

    /** Held when 500 of its 600 s are over. */
    private UUID held(Lab.Board board) {
        UUID workflow = workflow("once", board);
        apply(workflow, new Claimed(board.mac()));
        apply(workflow, new Reported(0, 1, 1, new Outcome.Started()));
        pass(Duration.ofSeconds(500));
        apply(workflow, new Enrolled(board.mac()));
        assertThat(state(workflow)).isEqualTo("HELD");
        return workflow;
    }

    private UUID allDone(Lab.Board board) {
        UUID workflow = workflow("idempotent", board);
        for (int action = 0; action < 2; action++) {
            apply(workflow, new Claimed(board.mac()));
            apply(workflow, new Reported(action, 1, 1, new Outcome.Started()));
            apply(workflow, new Reported(action, 1, 2, new Outcome.Succeeded("")));
        }
        assertThat(state(workflow)).isEqualTo("SETTLING");
        return workflow;
    }

    private void apply(UUID id, WorkflowEvent event) {
        Transition transition = transactions.run(
                () -> mover.apply(server.bean(WorkflowRows.class).lock(id).orElseThrow(), event));
        assertThat(transition).isInstanceOf(Transition.Moved.class);
    }

    private List<UUID> overdue() {
        return transactions.run(() -> server.bean(WorkflowRows.class).overdue(wall));
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private static String state(UUID workflow) {
        return lab.state(workflow.toString());
    }
}
