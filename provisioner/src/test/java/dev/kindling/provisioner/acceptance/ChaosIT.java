package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three servers, one database and many agents, {@code kill -9} at random. Each action writes on its board that it begins and
 * ends; those files are the judge.
 *
 * <p>Short by default. The long form, 200 agents and five minutes of kills: {@code ./kindling test --long -pl provisioner -am
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtest=ChaosIT}.
 */
class ChaosIT {

    private static final boolean LONG = Boolean.getBoolean("kindling.long");
    private static final int BOARDS = LONG ? 200 : 12;
    private static final int PER_PROCESS = LONG ? 50 : 6;
    private static final int WORKFLOWS_EACH = LONG ? 6 : 2;
    private static final Duration KILLING = Duration.ofSeconds(LONG ? 300 : 25);
    private static final int PAUSE_MILLIS = LONG ? 500 : 2_500;
    private static final int SLEEP_SECONDS = LONG ? 3 : 1;
    private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 30 : 8);
    private static final long SEED = Long.getLong("kindling.seed", 42);

    private Path work;
    private EmbeddedPostgres postgres;

    @BeforeEach
    void makeRoom() throws IOException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-chaos.");
        Files.setPosixFilePermissions(work, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        postgres = EmbeddedPostgres.start(PostgresSettings.in(work.resolve("postgres")));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        postgres.close();
        try (var files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    @Tag("F1")
    @Tag("F2")
    @Tag("F6")
    @Tag("F7")
    @Tag("F8")
    @Tag("F25")
    void killsAtRandomLoseNothingAndRepeatNothing() throws Exception {
        TinkProcess.Database database =
                new TinkProcess.Database(postgres.jdbcUrl(), postgres.username(), postgres.password());
        try (ChaosLab lab = new ChaosLab(work, database)) {
            lab.declare(BOARDS, WORKFLOWS_EACH, ChaosTemplate.of(SLEEP_SECONDS));
            lab.startServers();
            lab.startAgents(PER_PROCESS);
            ChaosOperator operator = new ChaosOperator(lab, Duration.ofSeconds(2 + SLEEP_SECONDS * 2L));
            Kills kills = kill(lab, operator);
            lab.awaitEnd(operator, PATIENCE);
            assertThat(kills.servers()).as("servers killed").isPositive();
            assertThat(kills.agents()).as("agents killed").isPositive();
            new ChaosVerdict(lab, operator.retried()).check(BOARDS * WORKFLOWS_EACH);
            System.out.printf(
                    "chaos: %s (seed %d), %d workflows on %d boards, %d times an operator said retry%n",
                    kills,
                    SEED,
                    BOARDS * WORKFLOWS_EACH,
                    BOARDS,
                    operator.retried().size());
        }
    }

    /** How often what was struck. */
    private record Kills(int servers, int agents) {

        @Override
        public String toString() {
            return servers + " servers and " + agents + " agent processes killed";
        }
    }

    /** A server is killed only once it has come up: the kill of one that never served shows nothing. */
    private static Kills kill(ChaosLab lab, ChaosOperator operator) throws Exception {
        Random random = new Random(SEED);
        lab.awaitFirstAction(PATIENCE);
        long end = System.nanoTime() + KILLING.toNanos();
        Kills kills = new Kills(0, 0);
        while (System.nanoTime() < end && lab.unfinished() > 0) {
            int dice = dice(kills, random);
            TinkProcess server = lab.servers().get(random.nextInt(lab.servers().size()));
            AgentProcess agent = lab.agents().get(random.nextInt(lab.agents().size()));
            if (dice >= 6) {
                strike(lab, agent, dice > 7);
                kills = new Kills(kills.servers(), kills.agents() + 1);
            } else if (server.answers()) {
                server.kill();
                server.start();
                kills = new Kills(kills.servers() + 1, kills.agents());
            }
            operator.look();
            LockSupport.parkNanos(
                    Duration.ofMillis(PAUSE_MILLIS + random.nextInt(3_000)).toNanos());
        }
        return kills;
    }

    /** One server and one agent first, so that a machine on which everything takes long has both too. */
    private static int dice(Kills kills, Random random) {
        int dice = random.nextInt(10);
        if (kills.servers() == 0) {
            return 0;
        }
        return kills.agents() == 0 ? 6 : dice;
    }

    private static void strike(ChaosLab lab, AgentProcess agent, boolean wholePower) throws Exception {
        if (wholePower) {
            agent.cutPower();
            for (ChaosBoard board : agent.boards()) {
                lab.boot(board);
            }
        } else {
            agent.kill();
        }
        agent.start();
    }
}
