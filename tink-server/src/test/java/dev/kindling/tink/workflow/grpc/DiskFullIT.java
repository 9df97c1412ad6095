package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** The database's disk, a file system of its own in memory, is filled to the last byte under a running server, and emptied again. */
class DiskFullIT {

    private static final String SIZE = "size=192m";
    private static final int MOST_WRITES = 2_000;

    @TempDir
    Path data;

    @Test
    @Tag("F15")
    void fullDiskRefusesWritesAndSaysSoAndNothingIsLost() throws Exception {
        Path disk = Files.createTempDirectory(Path.of("/var/tmp"), "kindling-full.");
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwx--x--x"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", SIZE + ",mode=711", "tmpfs", disk.toString()) == 0,
                "skipped: needs the right to mount a file system");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresSettings.in(disk.resolve("postgres")));
        TestDatabase database = new TestDatabase(postgres.jdbcUrl(), postgres.username(), postgres.password());
        try (TinkServer server = TinkServer.start(data, database, Map.of())) {
            writeWhileItIsFull(server, disk);
        } finally {
            postgres.close();
            run("umount", disk.toString());
            FileSystemUtils.deleteRecursively(disk);
        }
    }

    private static void writeWhileItIsFull(TinkServer server, Path disk) throws Exception {
        Lab lab = new Lab(server);
        Lab.Board board = lab.board();
        String workflow = lab.workflow(lab.twoActions(), board);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            Assign first = agent.awaitAssign();
            assertThat(agent.report(SleepingAgent.started(first.getAction())))
                    .isEqualTo(ReportOutcome.REPORT_OUTCOME_APPLIED);

            Path filler = disk.resolve("filler");
            fill(filler);
            int taken = declareUntilRefused(server);
            assertThat(server.send("GET", "/api/v1/workflows/" + workflow, "").statusCode())
                    .as("reading goes on")
                    .isEqualTo(200);
            CompletableFuture<ReportOutcome> report = CompletableFuture.supplyAsync(() -> insist(agent, first));
            Files.delete(filler);

            assertThat(report.get(5, TimeUnit.MINUTES))
                    .isIn(ReportOutcome.REPORT_OUTCOME_APPLIED, ReportOutcome.REPORT_OUTCOME_DUPLICATE);
            Assign second = agent.insistOnAssign();
            agent.insist(SleepingAgent.started(second.getAction()));
            agent.insist(SleepingAgent.rebooting(second.getAction()));
            lab.bootsLocally(board);
            assertThat(lab.state(workflow)).isEqualTo("SUCCESS");
            assertThat(lab.events(board, "action.succeeded")).isEqualTo(2);
            assertThat(hardware(server))
                    .as("what was acknowledged, and nothing else")
                    .isEqualTo(1 + taken);
        }
    }

    /** How many were taken before. */
    private static int declareUntilRefused(TinkServer server) {
        for (int n = 0; n < MOST_WRITES; n++) {
            String mac = "02:00:00:00:%02x:%02x".formatted(n / 256, n % 256);
            String document = Documents.board(new UUID(15, n), 100)
                    .replace("dc:a6:32:42:00:64", mac)
                    .replace("192.168.42.100", "10.0.%d.%d".formatted(n / 256, n % 256))
                    .replace("192.168.42.1\"", "10.0.0.1\"")
                    .replace("255.255.255.0", "255.0.0.0");
            HttpResponse<String> answer = server.send("POST", "/api/v1/hardware", document);
            if (answer.statusCode() != 201) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(507);
                assertThat(answer.body()).contains("no room left");
                return n;
            }
        }
        throw new AssertionError("a full disk took " + MOST_WRITES + " writes");
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int hardware(TinkServer server) {
        return server.bean(JdbcClient.class)
                .sql("select count(*) from hardware")
                .query(Integer.class)
                .single();
    }

    private static ReportOutcome insist(SleepingAgent agent, Assign action) {
        try {
            return agent.insist(SleepingAgent.succeeded(action.getAction()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }
}
