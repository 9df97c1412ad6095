package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import dev.kindling.tink.testing.Ports;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL goes away under a running server and comes back: longer than a request waits for a connection (10 s), with
 * {@code --long} a minute, which is longer than a lease too.
 */
class DatabaseAwayTests {

    private static final Duration AWAY = Duration.ofSeconds(Boolean.getBoolean("kindling.long") ? 60 : 20);

    @TempDir
    Path data;

    @Test
    @Tag("F11")
    void databaseThatIsAwayAndBackCostsAWaitAndNothingElse() throws Exception {
        Path work = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-away.");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
        PostgresSettings settings =
                PostgresSettings.in(work.resolve("postgres")).onPort(Ports.free());
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings);
        TestDatabase database = new TestDatabase(postgres.jdbcUrl(), postgres.username(), postgres.password());
        try (TinkServer server = TinkServer.start(data, database, Map.of())) {
            Lab lab = new Lab(server);
            Lab.Board board = lab.board();
            String workflow = lab.workflow(lab.twoActions(), board);
            try (SleepingAgent agent = lab.enrolled(board)) {
                agent.openWork();
                Assign first = agent.awaitAssign();
                agent.report(SleepingAgent.started(first.getAction()));

                postgres.close();
                long back = System.nanoTime() + AWAY.toNanos();
                CompletableFuture<ReportOutcome> report = CompletableFuture.supplyAsync(() -> insist(agent, first));
                HttpResponse<String> refused = server.send("GET", "/api/v1/workflows", "");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                TimeUnit.NANOSECONDS.sleep(back - System.nanoTime());
                assertThat(report)
                        .as("nothing is answered that is not committed")
                        .isNotDone();
                postgres = EmbeddedPostgres.start(settings);

                assertThat(report.get(5, TimeUnit.MINUTES)).isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);
                Assign second = agent.insistOnAssign();
                assertThat(second.getImage()).isEqualTo("kindling/reboot");
                agent.insist(SleepingAgent.started(second.getAction()));
                agent.insist(SleepingAgent.rebooting(second.getAction()));
                lab.bootsLocally(board);
                assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
                assertThat(lab.events(board, "action.assigned")).isEqualTo(2);
                assertThat(lab.events(board, "action.succeeded")).isEqualTo(2);
            }
        } finally {
            postgres.close();
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private static ReportOutcome insist(SleepingAgent agent, Assign action) {
        try {
            return agent.insist(SleepingAgent.succeeded(action.getAction()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
