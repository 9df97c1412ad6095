package dev.kindling.benchmarks.engine;

import dev.kindling.tink.postgres.EmbeddedPostgres;
import dev.kindling.tink.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.util.FileSystemUtils;

/** The shipped PostgreSQL with the shipped settings, and a tink-server on it in a process of its own; gone when closed. */
final class BenchServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final int restPort = freePort();
    private final int grpcPort = freePort();
    private Process process;
    private final String token;
    private final Thread cleaning = new Thread(this::end);

    BenchServer(ServerOptions options) throws IOException {
        directory = Files.createTempDirectory("kindling-benchmark");
        postgres = EmbeddedPostgres.start(PostgresSettings.in(directory.resolve("postgres")));
        Runtime.getRuntime().addShutdownHook(cleaning);
        process = launch(options);
        awaitStart();
        token = Files.readString(data().resolve("admin-token")).strip();
    }

    private Process launch(ServerOptions options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + options.heap(),
                // As the launcher starts it.
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options.ofJava());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kindling.tink.TinkServerApplication",
                "--kindling.tink.data=" + data(),
                "--kindling.tink.database.url=" + postgres.jdbcUrl(),
                "--kindling.tink.database.username=" + postgres.username(),
                "--kindling.tink.grpc.address=127.0.0.1",
                "--kindling.tink.grpc.port=" + grpcPort,
                "--server.address=127.0.0.1",
                "--server.port=" + restPort));
        command.addAll(options.ofServer());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile());
        // Not on the command line, where every user could read it.
        builder.environment().put("KINDLING_TINK_DATABASE_PASSWORD", postgres.password());
        return builder.start();
    }

    private void awaitStart() throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isHealthy()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                String log = Files.readString(directory.resolve("server.log"));
                close();
                throw new IllegalStateException("the server did not start within " + PATIENCE + ":\n" + log);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private boolean isHealthy() {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri("/healthz")).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The body of the answer; anything but success ends the benchmark. */
    String send(String method, String path, String mediaType, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", mediaType)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + restPort + path);
    }

    /** Makes a template of so many short actions for one machine; its name. */
    String template(int actions) {
        StringBuilder text = new StringBuilder("""
                version: "0.1"
                name: run-%d
                global_timeout: 86400
                after: netboot
                tasks:
                  - name: only
                    worker: "{{.device_1}}"
                    actions:
                """.formatted(actions));
        for (int i = 0; i < actions; i++) {
            text.append(
                    "      - {name: step-%d, image: kindling/exec, class: idempotent, timeout: 3600, command: [\"true\"]}\n"
                            .formatted(i));
        }
        send("POST", "/api/v1/templates", "application/yaml", text.toString());
        return "run-" + actions;
    }

    /** Makes a workflow for one machine. */
    void workflow(String template, String mac) {
        send(
                "POST",
                "/api/v1/workflows",
                "application/json",
                "{\"template\": \"%s\", \"devices\": {\"device_1\": \"%s\"}}".formatted(template, mac));
    }

    Connection database() {
        try {
            return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    Path authority() {
        return data().resolve("pki/ca.pem");
    }

    int grpcPort() {
        return grpcPort;
    }

    ProcessFigures figures() {
        return new ProcessFigures(process.pid(), postgres.pid());
    }

    private Path data() {
        return directory.resolve("data");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(cleaning);
        end();
    }

    /** After an interrupt too: neither the server nor its PostgreSQL may stay behind. */
    private void end() {
        if (process != null) {
            stop();
        }
        postgres.close();
        http.close();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
