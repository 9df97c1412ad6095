package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Three servers behind a balancer, agents that work, and under them the primary dies: its synchronous standby takes over. What was
 * acknowledged is there, and the work goes on.
 *
 * <p>A few boards by default, more with {@code ./kindling test --long}. Needs root and the Debian package postgresql-15.
 */
class PostgresFailoverIT {

    private static final boolean LONG = Boolean.getBoolean("kindling.long");
    private static final int BOARDS = LONG ? 12 : 4;
    private static final int PER_PROCESS = LONG ? 6 : 4;
    private static final int WORKFLOWS_EACH = LONG ? 3 : 2;
    private static final int SECONDS = LONG ? 2 : 1;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Path work;

    @BeforeEach
    void makeRoom() throws Exception {
        assumeTrue(DebianPostgres.isInstalled(), "skipped: needs root and the Debian package postgresql-15");
        work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-failover.");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (work != null) {
            FileSystemUtils.deleteRecursively(work);
        }
    }

    @Test
    @Tag("F13")
    void failoverUnderThreeServersCostsAWaitAndNothingThatWasAcknowledged() throws Exception {
        try (DebianPostgres primary = new DebianPostgres(work.resolve("primary"), TinkProcess.freePort());
                DebianPostgres standby = new DebianPostgres(work.resolve("standby"), TinkProcess.freePort())) {
            primary.makePrimary();
            standby.followSynchronously(primary);
            TinkProcess.Database either = new TinkProcess.Database(primary.url(standby), primary.role(), "");
            try (ChaosLab lab = new ChaosLab(work, either)) {
                lab.declare(BOARDS, WORKFLOWS_EACH, ChaosTemplate.of(SECONDS));
                lab.startServers();
                lab.startAgents(PER_PROCESS);
                lab.awaitFirstAction(PATIENCE);
                Set<String> acknowledged = failOver(primary, standby);
                ChaosOperator operator = new ChaosOperator(lab, Duration.ofSeconds(2 + SECONDS * 2L));
                lab.awaitEnd(operator, PATIENCE);
                new ChaosVerdict(lab, operator.retried()).check(BOARDS * WORKFLOWS_EACH);
                assertThat(operator.retried())
                        .as("no agent died, so nobody had to look what became of an action")
                        .isEmpty();
                System.out.printf(
                        "failover: %d actions were acknowledged before, %d workflows succeeded after%n",
                        acknowledged.size(), BOARDS * WORKFLOWS_EACH);
            }
        }
    }

    /** In the middle of the work, when several actions are done on some boards and none on others. */
    private static Set<String> failOver(DebianPostgres primary, DebianPostgres standby) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (done(primary).size() < BOARDS * 2) {
            assertThat(System.nanoTime()).as("the work goes on").isLessThan(end);
            LockSupport.parkNanos(100_000_000L);
        }
        // What another session sees is on the standby: a commit is shown when it is acknowledged, not before.
        Set<String> acknowledged = done(primary);
        long killed = System.nanoTime();
        primary.kill();
        standby.promote();
        Set<String> there = done(standby);
        assertThat(there).containsAll(acknowledged);
        while (done(standby).size() == there.size()) {
            assertThat(System.nanoTime()).as("the work goes on").isLessThan(end);
            LockSupport.parkNanos(50_000_000L);
        }
        System.out.printf(
                "failover: the next action was acknowledged %d ms after the kill%n",
                Duration.ofNanos(System.nanoTime() - killed).toMillis());
        return acknowledged;
    }

    private static Set<String> done(DebianPostgres database) throws SQLException {
        try (Connection sql = database.connect();
                Statement statement = sql.createStatement();
                ResultSet rows = statement.executeQuery("select workflow_id || ' ' || position || ' ' || attempt"
                        + " from workflow_action where state = 'SUCCEEDED'")) {
            Set<String> done = new TreeSet<>();
            while (rows.next()) {
                done.add(rows.getString(1));
            }
            return done;
        }
    }
}
