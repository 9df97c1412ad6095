package dev.kindling.provisioner.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One PostgreSQL 15 of the Debian package, in a directory and on a port of its own, as the user postgres. */
final class DebianPostgres implements AutoCloseable {

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ROLE = "kindling";

    private final Path directory;
    private final int port;
    private Process process;

    DebianPostgres(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("initdb")) && Files.isWritable(Path.of("/"));
    }

    void makePrimary() throws Exception {
        run("initdb", "-D", directory.toString(), "-A", "trust", "-U", ROLE);
        start();
        sql("postgres", "create database kindling");
    }

    /** A copy of that one, following it; from then on nothing is committed there that is not here too. */
    void followSynchronously(DebianPostgres primary) throws Exception {
        run(
                "pg_basebackup",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(primary.port),
                "-U",
                ROLE,
                "-D",
                directory.toString(),
                "-R",
                "-X",
                "stream",
                "-c",
                "fast");
        start();
        primary.sql("postgres", "alter system set synchronous_standby_names = '*'");
        primary.sql("postgres", "select pg_reload_conf()");
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!primary.has("select 1 from pg_stat_replication where sync_state = 'sync'")) {
            if (System.nanoTime() > until) {
                throw new IOException("the standby does not follow: " + log());
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }

    void promote() throws Exception {
        run("pg_ctl", "promote", "-D", directory.toString());
    }

    /** {@code kill -9} of the postmaster; its children end with it. */
    void kill() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private void start() throws Exception {
        List<String> words = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
        words.addAll(List.of(PROGRAMS.resolve("postgres").toString(), "-D", directory.toString()));
        for (String setting : List.of(
                "port=" + port, "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=60")) {
            words.addAll(List.of("-c", setting));
        }
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolveSibling(directory.getFileName() + ".log")
                        .toFile())
                .start();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!has("select 1")) {
            if (System.nanoTime() > until || !process.isAlive()) {
                throw new IOException("PostgreSQL does not start: " + log());
            }
            LockSupport.parkNanos(100_000_000L);
        }
    }

    private String log() throws IOException {
        return Files.readString(directory.resolveSibling(directory.getFileName() + ".log"));
    }

    String url(DebianPostgres other) {
        return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/kindling?targetServerType=primary"
                .formatted(port, other.port);
    }

    String role() {
        return ROLE;
    }

    /** Here and nowhere else. */
    Connection connect() throws SQLException {
        return connect("kindling");
    }

    private boolean has(String query) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException away) {
            return false;
        }
    }

    private void sql(String database, String text) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, ROLE, "");
    }

    private static void run(String program, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
        words.add(PROGRAMS.resolve(program).toString());
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(program + " failed: " + said);
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
