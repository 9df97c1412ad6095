package dev.kindling.system;

import dev.kindling.provisioner.launch.Installation;
import dev.kindling.provisioner.suite.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code kindling up} on the real ports, in the namespace of the lab; can be killed and started again. */
final class RunningKindling implements AutoCloseable {

    static final String CONFIG = "up.yml";

    private static final Duration START = Duration.ofMinutes(4);

    private final Path data;
    private final Path log;
    private final String address;
    private final List<String> launcher;
    private Process process;

    RunningKindling(Path data, Path log, String address, List<String> launcher) {
        this.data = data;
        this.log = log;
        this.address = address;
        this.launcher = launcher;
    }

    Endpoints start() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(new Installation(Checkout.home(), Checkout.jar())
                .java(
                        "dev.kindling.provisioner.Kindling",
                        List.of("-Xmx512m"),
                        List.of(
                                "up",
                                "--data",
                                data.toString(),
                                "--address",
                                address,
                                "--config",
                                data.resolve(CONFIG).toString())));
        process = Program.start(log, words);
        return ready();
    }

    private Endpoints ready() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            Optional<Endpoints> endpoints = Endpoints.read(data).filter(found -> found.pid() == process.pid());
            if (endpoints.isPresent()) {
                return endpoints.get();
            }
            if (!process.isAlive()) {
                throw new IOException("kindling up ended with " + process.exitValue() + ": " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IOException("kindling up was not ready within " + START + ": " + Files.readString(log));
    }

    /** {@code kill -9}: its PostgreSQL is left behind, as it would be. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("kindling up did not stop within two minutes; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
