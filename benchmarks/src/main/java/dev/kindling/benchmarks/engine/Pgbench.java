package dev.kindling.benchmarks.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator, with the statements that the server sends for the two reports of an action and, in turn, for the next workflow. */
final class Pgbench {

    private static final int REPORTS_IN_SCRIPT = 2;
    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

    private final BenchServer server;
    private final int clients;
    private final int seconds;

    Pgbench(BenchServer server, int clients, int seconds) {
        this.server = server;
        this.clients = clients;
        this.seconds = seconds;
    }

    /** Gives every client a machine with a workflow that runs: two agents never report on the same one. */
    void prepare() {
        try (Connection database = server.database();
                Statement statement = database.createStatement()) {
            statement.execute("""
                    create table pgbench_client as
                    select row_number() over (order by k.mac) - 1 as client, k.mac, k.id as worker, k.workflow_id as workflow,
                      m.session_sha256 as session
                    from (select distinct on (mac) * from workflow_worker order by mac, id) k join machine m on m.mac = k.mac""");
            statement.execute("update workflow set state = 'HELD' where id in (select workflow from pgbench_client)");
            statement.execute("update workflow_worker set active = true, waiting = false"
                    + " where id in (select worker from pgbench_client)");
            statement.execute("alter table pgbench_client add primary key (client)");
            statement.execute("analyze pgbench_client");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return reports a second */
    double reports() throws IOException {
        Path script = Files.createTempFile("kindling-report", ".pgbench");
        try (InputStream text = Pgbench.class.getResourceAsStream("/report.pgbench")) {
            Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
            ProcessBuilder builder = new ProcessBuilder(
                            program(),
                            "--no-vacuum",
                            "--protocol=prepared",
                            "--client=" + clients,
                            "--jobs=1",
                            "--time=" + seconds,
                            "--define=turn=0",
                            "--file=" + script,
                            "--host=127.0.0.1",
                            "--port=" + server.postgres().port(),
                            "--username=" + server.postgres().username(),
                            "kindling")
                    .redirectErrorStream(true);
            builder.environment().put("PGPASSWORD", server.postgres().password());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(said);
            if (!rate.find() || said.contains("ERROR")) {
                throw new IllegalStateException("pgbench did not measure:\n" + said);
            }
            return REPORTS_IN_SCRIPT * Double.parseDouble(rate.group(1));
        } finally {
            Files.delete(script);
        }
    }

    private static String program() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                return versions.map(version -> version.resolve("bin/pgbench"))
                        .filter(Files::isExecutable)
                        .max(Path::compareTo)
                        .map(Path::toString)
                        .orElse("pgbench");
            }
        }
        return "pgbench";
    }
}
