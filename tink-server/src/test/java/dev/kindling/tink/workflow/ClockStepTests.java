package dev.kindling.tink.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.workflow.grpc.Lab;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;

/** Sweeps with a clock of the test's on a database that a server made; the server's own do not come within the hour. */
class ClockStepTests {

    private static final Instant BEGIN = Instant.parse("2040-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    static Path data;

    private static TinkServer server;
    private static JdbcClient jdbc;

    private Instant wall = BEGIN;
    private long nanos;
    private String workflow;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.workflow.lease", "1h"));
        jdbc = server.bean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** One that runs and has ten minutes left for its action, an hour for everything. */
    @BeforeEach
    void workflowThatRuns() {
        jdbc.sql("update workflow set state = 'CANCELLED', deadline_at = null").update();
        Lab lab = new Lab(server);
        workflow = lab.workflow(lab.twoActions(), lab.board());
        jdbc.sql("update workflow set state = 'RUNNING', deadline_at = :at where id = cast(:id as uuid)")
                .param("at", Timestamp.from(BEGIN.plus(Duration.ofHours(1))))
                .param("id", workflow)
                .update();
        jdbc.sql("update workflow_action set state = 'RUNNING', attempt = 1, deadline_at = :at"
                        + " where workflow_id = cast(:id as uuid) and position = 0")
                .param("at", Timestamp.from(BEGIN.plus(Duration.ofMinutes(10))))
                .param("id", workflow)
                .update();
    }

    @Test
    @Tag("F22")
    void clockThatJumpsAheadEndsNoAttemptBeforeItsTime() {
        WorkflowSweeper sweeper = sweeper();
        sweeper.sweep();
        pass(Duration.ofMinutes(5));
        wall = wall.plus(DAY);

        sweeper.sweep();
        assertThat(state()).isEqualTo("RUNNING");
        pass(Duration.ofMinutes(4));
        sweeper.sweep();
        assertThat(state()).as("nine of ten minutes").isEqualTo("RUNNING");

        pass(Duration.ofMinutes(2));
        sweeper.sweep();
        assertThat(state()).as("eleven minutes").isEqualTo("TIMEOUT");
    }

    @Test
    @Tag("F22")
    void clockThatJumpsBackEndsNothingEither() {
        WorkflowSweeper sweeper = sweeper();
        sweeper.sweep();
        wall = wall.minus(Duration.ofHours(1));
        pass(Duration.ofMinutes(5));
        sweeper.sweep();
        assertThat(state()).isEqualTo("RUNNING");
        assertThat(deadline()).as("nothing was moved ahead before").isEqualTo(BEGIN.plus(Duration.ofMinutes(10)));
    }

    @Test
    @Tag("F22")
    void clockThatWasAheadAndIsSetRightLeavesNoDeadlineLate() {
        WorkflowSweeper one = sweeper();
        WorkflowSweeper two = sweeper();
        one.sweep();
        two.sweep();
        wall = wall.plus(DAY.multipliedBy(365));
        one.sweep();
        two.sweep();
        pass(Duration.ofMinutes(9));
        wall = wall.minus(DAY.multipliedBy(365));
        two.sweep();
        one.sweep();
        assertThat(state()).isEqualTo("RUNNING");
        assertThat(deadline()).isEqualTo(BEGIN.plus(Duration.ofMinutes(10)));

        pass(Duration.ofMinutes(2));
        wall = wall.minus(DAY);
        one.sweep();
        assertThat(deadline()).as("moved back once").isEqualTo(BEGIN.plus(Duration.ofMinutes(10)));
    }

    @Test
    @Tag("F22")
    void serverThatStoodStillMovesNothingThatAnotherKept() {
        long[] still = {0};
        WorkflowSweeper paused = sweeper(manager(), () -> still[0]);
        WorkflowSweeper other = sweeper();
        paused.sweep();
        for (int minute = 0; minute < 8; minute++) {
            pass(Duration.ofMinutes(1));
            other.sweep();
        }
        paused.sweep();
        assertThat(deadline()).isEqualTo(BEGIN.plus(Duration.ofMinutes(10)));

        wall = wall.plus(DAY);
        paused.sweep();
        assertThat(deadline())
                .as("a jump of its clock alone ends nothing")
                .isEqualTo(BEGIN.plus(Duration.ofMinutes(10)).plus(DAY));
    }

    @Test
    @Tag("F22")
    void jumpWhoseCommitFailedIsCountedByTheNextSweep() {
        boolean[] fails = {false};
        WorkflowSweeper sweeper = sweeper(failing(fails), () -> nanos);
        sweeper.sweep();
        wall = wall.plus(DAY);
        fails[0] = true;
        sweeper.sweep();
        fails[0] = false;
        assertThat(deadline()).as("rolled back").isEqualTo(BEGIN.plus(Duration.ofMinutes(10)));

        sweeper.sweep();
        assertThat(state()).isEqualTo("RUNNING");
        assertThat(deadline()).isEqualTo(BEGIN.plus(Duration.ofMinutes(10)).plus(DAY));
    }

    /** Fails at the commit, as when the database goes away. */
    private static PlatformTransactionManager failing(boolean[] fails) {
        PlatformTransactionManager manager = manager();
        return new PlatformTransactionManager() {
            @Override
            public TransactionStatus getTransaction(TransactionDefinition definition) {
                return manager.getTransaction(definition);
            }

            @Override
            public void commit(TransactionStatus status) {
                if (fails[0]) {
                    manager.rollback(status);
                    throw new TransactionSystemException("the commit failed");
                }
                manager.commit(status);
            }

            @Override
            public void rollback(TransactionStatus status) {
                manager.rollback(status);
            }
        };
    }

    @Test
    @Tag("F22")
    void severalServersCountOneJumpOnce() {
        WorkflowSweeper one = sweeper();
        WorkflowSweeper two = sweeper();
        one.sweep();
        two.sweep();
        wall = wall.plus(DAY);
        one.sweep();
        two.sweep();
        assertThat(deadline()).isEqualTo(BEGIN.plus(Duration.ofMinutes(10)).plus(DAY));

        wall = wall.plus(DAY);
        two.sweep();
        one.sweep();
        assertThat(deadline())
                .as("and the next one again")
                .isEqualTo(BEGIN.plus(Duration.ofMinutes(10)).plus(DAY).plus(DAY));
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private static PlatformTransactionManager manager() {
        return server.bean(PlatformTransactionManager.class);
    }

    private WorkflowSweeper sweeper() {
        return sweeper(manager(), () -> nanos);
    }

    private WorkflowSweeper sweeper(PlatformTransactionManager manager, LongSupplier time) {
        WorkflowTransactions transactions = new WorkflowTransactions(manager);
        InstantSource source = () -> wall;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return new WorkflowSweeper(
                server.bean(WorkflowRows.class),
                server.bean(WorkflowMover.class),
                transactions,
                server.bean(AgentLeases.class),
                new ClockSteps(jdbc, transactions, clock, time),
                clock);
    }

    private Instant deadline() {
        return jdbc.sql(
                        "select deadline_at from workflow_action where workflow_id = cast(:id as uuid) and position = 0")
                .param("id", workflow)
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private String state() {
        return jdbc.sql("select state from workflow where id = cast(:id as uuid)")
                .param("id", workflow)
                .query(String.class)
                .single();
    }
}
