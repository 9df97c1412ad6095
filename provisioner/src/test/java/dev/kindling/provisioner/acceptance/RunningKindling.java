package dev.kindling.provisioner.acceptance;

import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of {@code kindling up} on loopback, on one data directory, that can be killed and started again. */
final class RunningKindling implements AutoCloseable {

    /** Where boards of the sample reach it. */
    static final String ADDRESS = "127.42.0.2";

    private static final Duration START_DEADLINE = Duration.ofSeconds(180);

    private final Path data;
    private final Path log;
    private Process process;

    RunningKindling(Path data) {
        this.data = data;
        this.log = data.resolveSibling("up.log");
    }

    /** The checkout this test belongs to. */
    static Path home() {
        return Path.of("").toAbsolutePath().getParent();
    }

    static Path jar() {
        return home().resolve("provisioner/target/kindling/kindling.jar");
    }

    /** @param fault value of {@code kindling.fault}, empty for none */
    Endpoints start(String fault) throws IOException, InterruptedException {
        List<String> words = new Installation(home(), jar())
                .java(
                        "dev.kindling.provisioner.Kindling",
                        List.of("-Xmx512m", "-Dkindling.fault=" + fault),
                        List.of("up", "--data", data.toString(), "--address", ADDRESS, "--ephemeral-ports"));
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return ready();
    }

    private Endpoints ready() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Endpoints> endpoints = Endpoints.read(data).filter(found -> found.pid() == process.pid());
            if (endpoints.isPresent()) {
                return endpoints.get();
            }
            if (!process.isAlive() && process.exitValue() != 137) {
                throw new IOException("kindling up ended with " + process.exitValue() + ": " + Files.readString(log));
            }
            if (!process.isAlive()) {
                // The armed fault can strike before it says that it is ready.
                return Endpoints.read(data).orElse(null);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IOException("kindling up was not ready within " + START_DEADLINE + ": " + Files.readString(log));
    }

    /** Whether it came to its end by itself in that time. */
    boolean diesWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code kill -9}: the process only; its PostgreSQL is left behind, as it would be. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** A clean stop: nothing is left. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("kindling up did not stop within 120 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
