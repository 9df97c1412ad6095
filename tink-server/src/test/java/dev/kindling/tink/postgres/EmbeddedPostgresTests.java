package dev.kindling.tink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.tink.testing.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTests {

    @TempDir
    Path data;

    private final List<EmbeddedPostgres> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(EmbeddedPostgres::close);
    }

    @Test
    void startIsDurableAndNeedsThePassword() throws Exception {
        EmbeddedPostgres postgres = start(settings());

        assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
        assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query(postgres, "SHOW unix_socket_directories")).isEmpty();
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "kindling", "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
        Path password = data.resolve("postgres/password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        assertThat(postgres.jdbcUrl()).doesNotContain(postgres.password());
    }

    @Test
    void restartKeepsWhatWasCommitted() throws Exception {
        EmbeddedPostgres first = start(settings());
        execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        first.close();
        started.clear();
        assertThat(ProcessHandle.of(first.pid()).filter(ProcessHandle::isAlive)).isEmpty();

        EmbeddedPostgres second = start(settings());

        assertThat(second.adopted()).isFalse();
        assertThat(query(second, "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void startWhenTheParentWasKilledAdoptsTheServerItLeft() throws Exception {
        Process parent = launch(List.of(), System.getProperty("java.class.path"), data.resolve("postgres"));
        String[] ready = awaitReady(parent);
        parent.destroyForcibly().waitFor();

        EmbeddedPostgres postgres = start(settings());

        assertThat(postgres.adopted()).isTrue();
        assertThat(postgres.port()).isEqualTo(Integer.parseInt(ready[1]));
        assertThat(postgres.pid()).isEqualTo(Long.parseLong(ready[2]));
        assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }

    @Test
    void startWhenTheServerWasKilledTooRecovers() throws Exception {
        EmbeddedPostgres killed = start(settings());
        execute(killed, "CREATE TABLE kept AS SELECT 42 AS answer");
        ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
        killed.close();
        started.clear();

        EmbeddedPostgres postgres = start(settings());

        assertThat(postgres.adopted()).isFalse();
        assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void startOnAnotherPortStopsTheServerThatWasLeft() throws Exception {
        Process parent = launch(List.of(), System.getProperty("java.class.path"), data.resolve("postgres"));
        String[] ready = awaitReady(parent);
        parent.destroyForcibly().waitFor();
        int other = Ports.free();
        assertThat(other).isNotEqualTo(Integer.parseInt(ready[1]));

        EmbeddedPostgres postgres = start(settings().onPort(other));

        assertThat(postgres.adopted()).isFalse();
        assertThat(postgres.port()).isEqualTo(other);
        assertThat(ProcessHandle.of(Long.parseLong(ready[2])).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void startReplacesAHalfWrittenCluster() throws Exception {
        Path cluster = data.resolve("postgres/cluster");
        Files.createDirectories(cluster.resolve("base/1"));
        Files.createDirectories(data.resolve("postgres/cluster.unfinished/base"));
        List<String> said = new ArrayList<>();

        EmbeddedPostgres postgres = start(settings().telling(said::add));

        assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        assertThat(said).anyMatch(sentence -> sentence.contains("half-written"));
        assertThat(data.resolve("postgres/cluster.unfinished")).doesNotExist();
    }

    @Test
    void startWhenUserNamespacesAreRefusedRunsAsAnotherUser() throws Exception {
        EmbeddedPostgres postgres = start(settings().with(UserNamespaces.REFUSED));

        assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
        int me = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int server = (int) Files.getAttribute(Path.of("/proc", Long.toString(postgres.pid())), "unix:uid");
        if (me == 0) {
            assertThat(server).isNotZero();
        } else {
            assertThat(server).isEqualTo(me);
        }
    }

    @Test
    void startWhenTheDeadlineIsTooShortSaysWhatTheServerSaid() {
        start(settings()).close();
        started.clear();

        assertThatThrownBy(() -> start(settings().within(Duration.ZERO)))
                .isInstanceOf(PostgresStartException.class)
                .hasMessageContaining("not ready within 0 s")
                .hasMessageContaining("postgres.log");
    }

    @Test
    void startWhileAnotherHoldsTheDirectoryIsRefused() {
        start(settings());

        assertThatThrownBy(() -> start(settings()))
                .isInstanceOf(PostgresStartException.class)
                .hasMessageContaining("another process uses the database");
    }

    private PostgresSettings settings() {
        return PostgresSettings.in(data.resolve("postgres"));
    }

    private EmbeddedPostgres start(PostgresSettings settings) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings);
        started.add(postgres);
        return postgres;
    }

    static Process launch(List<String> prefix, String classPath, Path directory) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-cp", classPath));
        command.addAll(List.of(PostgresHolder.class.getName(), directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String[] awaitReady(Process process) throws Exception {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            process.waitFor(60, TimeUnit.SECONDS);
            throw new AssertionError("the process ended with " + process.exitValue());
        }
        return line.split(" ");
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }
}
