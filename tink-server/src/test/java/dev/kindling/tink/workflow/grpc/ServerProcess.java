package dev.kindling.tink.workflow.grpc;

import dev.kindling.tink.testing.Ports;
import dev.kindling.tink.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** tink-server as a process of its own, to be killed. */
final class ServerProcess implements AutoCloseable {

    private final Path data;
    private final TestDatabase database;
    private final int port;
    private Process process;

    ServerProcess(Path data, TestDatabase database) {
        this.data = data;
        this.database = database;
        this.port = Ports.free();
    }

    int port() {
        return port;
    }

    /** @param fault see {@code FaultPoint}; empty for none */
    void start(String fault) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dkindling.fault=" + fault,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kindling.tink.TinkServerApplication",
                "--kindling.tink.data=" + data,
                "--kindling.tink.database.url=" + database.url(),
                "--kindling.tink.database.username=" + database.username(),
                "--kindling.tink.grpc.address=127.0.0.1",
                "--kindling.tink.grpc.port=" + port,
                "--server.address=127.0.0.1",
                "--server.port=0"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "killed-server.log").toFile()));
        // Not on the command line, where every user could read it.
        builder.environment().put("KINDLING_TINK_DATABASE_PASSWORD", database.password());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitValue() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
