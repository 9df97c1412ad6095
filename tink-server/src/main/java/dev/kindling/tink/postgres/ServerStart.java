package dev.kindling.tink.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the server program and waits until it says it is ready. */
record ServerStart(Cluster cluster, int wantedPort, Duration deadline) {

    private static final Duration POLL = Duration.ofMillis(20);

    Postmaster run() {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Process process = launch(wantedPort == 0 ? freePort() : wantedPort);
            Optional<Postmaster> ready = awaitReady(process, end);
            if (ready.isPresent()) {
                return ready.get();
            }
            String words = cluster.lastWords();
            if (process.isAlive()) {
                process.destroyForcibly();
                throw new PostgresStartException("PostgreSQL was not ready within " + deadline.toSeconds()
                        + " s; its log " + cluster.log() + " ends: " + words);
            }
            if (!mayPassByItself(words) || System.nanoTime() > end) {
                throw new PostgresStartException("PostgreSQL ended with exit code " + process.exitValue() + "; its log "
                        + cluster.log() + " ends: " + words);
            }
        }
    }

    /** Backends of a killed server need a moment to notice; a free port can be taken before we listen on it. */
    private boolean mayPassByItself(String words) {
        return words.contains("shared memory block") || wantedPort == 0 && words.contains("Address already in use");
    }

    private Optional<Postmaster> awaitReady(Process process, long end) {
        try {
            while (System.nanoTime() < end) {
                Optional<Postmaster> found = Postmaster.of(cluster.files()).filter(Postmaster::ready);
                if (found.isPresent() || process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PostgresStartException("the start of PostgreSQL was interrupted", e);
        }
    }

    private Process launch(int port) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            // A Ctrl-C in the terminal is for us; we stop the server after its clients.
            command.add("/usr/bin/setsid");
        }
        command.addAll(cluster.account().prefix());
        command.addAll(List.of(
                cluster.binaries().program("postgres").toString(),
                "-D",
                cluster.files().toString()));
        settings(port).forEach(setting -> command.addAll(List.of("-c", setting)));
        try {
            // Its last words are to be this start's.
            Files.write(cluster.log(), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(cluster.log().toFile()))
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new PostgresStartException("PostgreSQL cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> settings(int port) {
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "password_encryption=scram-sha-256",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=60",
                "shared_buffers=48MB",
                "max_wal_size=256MB",
                "io_method=sync",
                "dynamic_shared_memory_type=mmap",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PostgresStartException("there is no free port on 127.0.0.1", e);
        }
    }
}
