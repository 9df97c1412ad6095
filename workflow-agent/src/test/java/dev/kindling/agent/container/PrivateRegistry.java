package dev.kindling.agent.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry with TLS and a password on a loopback port. */
record PrivateRegistry(Process process, int port) implements AutoCloseable {

    static final String USER = "kindling";
    static final String PASSWORD = "correct-horse-battery";
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    static PrivateRegistry start(Path directory) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(Path.of("/usr/bin/openssl")),
                "skipped: needs the Debian packages docker-registry and openssl");
        Files.createDirectories(directory);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        sh("cd " + directory + " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
                + " -subj /CN=registry -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem");
        sh("perl -e 'print \"" + USER + ":\", crypt(\"" + PASSWORD + "\", \"\\$2y\\$05\\$abcdefghijklmnopqrstuu\")' > "
                + directory + "/htpasswd");
        Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %1$s/store}}
                http: {addr: "127.0.0.1:%2$d", tls: {certificate: %1$s/cert.pem, key: %1$s/key.pem}}
                auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
                """.formatted(directory, port));
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", directory + "/config.yml")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        PrivateRegistry registry = new PrivateRegistry(process, port);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (sh("curl -sk -o /dev/null -w '%{http_code}' https://127.0.0.1:" + port + "/v2/ || true")
                        .equals("000")
                && System.nanoTime() < deadline) {
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        return registry;
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    private static String sh(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
