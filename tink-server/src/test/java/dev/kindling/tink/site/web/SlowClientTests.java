package dev.kindling.tink.site.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.site.TinkAddresses;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients on real sockets that hold a place of the REST port and bring nothing. */
class SlowClientTests {

    private static final int PER_ADDRESS = 20;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String HEALTH = "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    static Path data;

    private static TinkServer server;

    @BeforeAll
    static void start() {
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of(
                        "kindling.tink.rest.header-time", "1s",
                        "server.jetty.connection-idle-timeout", "30s",
                        "kindling.tink.rest.connections-per-address", Integer.toString(PER_ADDRESS)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("M18")
    void requestLinesThatDripInEndTheirConnectionAndHoldUpNobody() throws Exception {
        try (Socket slow = connect();
                Socket busy = connect()) {
            assertThat(ask(busy)).isEqualTo("HTTP/1.1 200 OK");
            say(slow, "GET /healthz HTTP/1.1\r\nHost: x\r\n");
            assertThat(ask(busy)).as("another client meanwhile").isEqualTo("HTTP/1.1 200 OK");
            assertThat(dripUntilEnd(slow)).isTrue();

            say(busy, "GET /healthz HTTP/1.1\r\n");
            assertThat(dripUntilEnd(busy)).as("also a second request").isTrue();
        }
    }

    @Test
    @Tag("M18")
    void connectionBetweenTwoRequestsIsLeftAlone() throws Exception {
        try (Socket idle = connect()) {
            assertThat(ask(idle)).isEqualTo("HTTP/1.1 200 OK");
            LockSupport.parkNanos(Duration.ofMillis(2_600).toNanos());
            assertThat(ask(idle)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    @Tag("M18")
    void bodyThatStopsComingIsGivenUp() throws Exception {
        try (Socket stopped = connect()) {
            say(stopped, """
                    POST /api/v1/templates HTTP/1.1\r
                    Host: x\r
                    Authorization: Bearer %s\r
                    Content-Type: application/yaml\r
                    Content-Length: 100000\r
                    \r
                    version: "0.1"
                    """.formatted(server.adminToken()));
            assertThat(new String(stopped.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .as("the answer, and the end of the connection")
                    .startsWith("HTTP/1.1 4");
        }
        assertThat(server.send("GET", "/api/v1/templates", "").body()).contains("\"items\":[]");
    }

    @Test
    @Tag("M18")
    void headerBeyondEightKibibytesIsRefused() throws Exception {
        try (Socket large = connect()) {
            say(large, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(9_000) + "\r\n\r\n");
            assertThat(statusLine(large)).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    @Tag("M18")
    void oneAddressGetsSoManyConnectionsAndNoMore() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                Socket socket = connect("127.0.0.7");
                held.add(socket);
                assertThat(ask(socket)).isEqualTo("HTTP/1.1 200 OK");
            }
            try (Socket beyond = connect("127.0.0.7")) {
                assertThat(isEnded(beyond)).isTrue();
            }
            try (Socket other = connect("127.0.0.8")) {
                assertThat(ask(other)).as("another address").isEqualTo("HTTP/1.1 200 OK");
            }
            held.removeLast().close();
            await(() -> {
                try (Socket next = connect("127.0.0.7")) {
                    return ask(next).equals("HTTP/1.1 200 OK");
                }
            });
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private interface Try {
        boolean succeeds() throws IOException;
    }

    /** The server notices the end of a connection a moment after its client. */
    private static void await(Try wanted) {
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        boolean seen = false;
        while (!seen && System.nanoTime() < end) {
            try {
                seen = wanted.succeeds();
            } catch (IOException refused) {
                seen = false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertThat(seen).as("a place is free again").isTrue();
    }

    private static Socket connect() throws IOException {
        return connect("127.0.0.1");
    }

    private static Socket connect(String from) throws IOException {
        int port = server.bean(TinkAddresses.class).restPort();
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** A whole request; its answer has no body. */
    private static String ask(Socket socket) throws IOException {
        say(socket, HEALTH);
        return statusLine(socket);
    }

    private static String statusLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder lines = new StringBuilder();
        while (lines.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            lines.append((char) c);
        }
        return lines.toString().lines().findFirst().orElse("");
    }

    /** A byte every 100 ms, as long as somebody takes it; whether nobody does any more. */
    private static boolean dripUntilEnd(Socket socket) throws IOException {
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        try {
            while (System.nanoTime() < end) {
                say(socket, "x");
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            say(socket, HEALTH);
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
