package dev.kindling.provisioner.acceptance;

import dev.kindling.provisioner.launch.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One tink-server of several, made from the built jar, to be killed and started again. */
final class TinkProcess implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2000;

    private final Path data;
    private final Database database;
    private final int grpcPort = freePort();
    private final int restPort = freePort();
    private Process process;

    /** Where all of them keep what they know. */
    record Database(String url, String username, String password) {
        @Override
        public String toString() {
            return "Database[" + url + "]";
        }
    }

    TinkProcess(Path data, Database database) {
        this.data = data;
        this.database = database;
    }

    int grpcPort() {
        return grpcPort;
    }

    int restPort() {
        return restPort;
    }

    void start() {
        List<String> arguments = List.of(
                "--kindling.tink.data=" + data,
                "--kindling.tink.database.url=" + database.url(),
                "--kindling.tink.database.username=" + database.username(),
                "--kindling.tink.grpc.address=127.0.0.1",
                "--kindling.tink.grpc.port=" + grpcPort,
                "--kindling.tink.enrolment.balancers=127.0.0.1",
                "--kindling.tink.workflow.backoff=1s",
                "--server.address=127.0.0.1",
                "--server.port=" + restPort);
        List<String> words = new Installation(RunningKindling.home(), RunningKindling.jar())
                .java(
                        "dev.kindling.tink.TinkServerApplication",
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                        arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("server.log").toFile()));
        // Not on the command line, where every user could read it.
        builder.environment().put("KINDLING_TINK_DATABASE_PASSWORD", database.password());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Whether it has come up since it was started. */
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort), CONNECT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Below those that any outgoing connection may be given while the process is away. */
    static int freePort() {
        for (int tried = 0; ; tried++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (tried == 100) {
                    throw new UncheckedIOException(taken);
                }
            }
        }
    }
}
