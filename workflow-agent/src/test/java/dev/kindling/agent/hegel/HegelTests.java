package dev.kindling.agent.hegel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.tls.PinnedTrust;
import dev.kindling.agent.tls.TestAuthority;
import dev.kindling.contract.SessionSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HegelTests {

    @TempDir
    static Path directory;

    private static TestAuthority authority;

    private final SessionSecret session = SessionSecret.random(new SecureRandom());
    private final List<Integer> pauses = new ArrayList<>();
    private HttpsServer server;
    private volatile int status = 200;
    private volatile String type = "application/json";
    private volatile String body = "{}";
    private volatile String path;
    private volatile String authorization;
    private volatile InetAddress client;

    @BeforeAll
    static void certificates() throws Exception {
        authority = TestAuthority.make(directory, "2000/01/01 00:00:00");
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.context()));
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        path = exchange.getRequestURI().getRawPath();
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        client = exchange.getRemoteAddress().getAddress();
        exchange.getResponseHeaders().set("Content-Type", type);
        if (status == 503) {
            exchange.getResponseHeaders().set("Retry-After", "3");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void secretIsReadWithTheSessionFromTheBoardsAddress() throws Exception {
        body = "{\"value\": \"K10abc\"}";
        assertThat(hegel(authority.pin()).secret("join token")).isEqualTo("K10abc");
        assertThat(path).isEqualTo("/v1/secrets/join%20token");
        assertThat(authorization).isEqualTo("Bearer " + session.bearer());
        assertThat(client).isEqualTo(InetAddress.getByName("127.42.0.13"));
    }

    @Test
    void plainSecretIsTakenAsItIs() throws Exception {
        type = "text/plain; charset=utf-8";
        body = "K10abc\n";
        assertThat(hegel(authority.pin()).secret("join")).isEqualTo("K10abc\n");
    }

    @Test
    void clusterFieldsAreScalarsAndListsOfScalars() throws Exception {
        body = "{\"server\": \"https://192.168.42.11:6443\", \"members\": [\"a\", \"b\"]}";
        assertThat(hegel(authority.pin()).cluster("server")).isEqualTo("https://192.168.42.11:6443");
        assertThat(hegel(authority.pin()).cluster("members")).isEqualTo("a,b");
        assertThatThrownBy(() -> hegel(authority.pin()).cluster("nme"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("no 'nme'");
    }

    @Test
    void unavailableHegelIsAskedAgainAfterTheTimeItNames() throws Exception {
        status = 503;
        body = "{\"value\": \"late\"}";
        Hegel.Pause pause = seconds -> {
            pauses.add(seconds);
            status = pauses.size() < 2 ? 503 : 200;
        };
        assertThat(hegel(authority.pin(), pause).secret("join")).isEqualTo("late");
        assertThat(pauses).containsExactly(3, 3);
    }

    @Test
    void foreignSecretSaysWhyAndNotTheSession() {
        status = 403;
        assertThatThrownBy(() -> hegel(authority.pin()).secret("join"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("secret 'join'")
                .hasMessageContaining("not meant for this machine")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(session.bearer()));
    }

    @Test
    void serverOfAnotherAuthorityGetsNoSession() {
        assertThatThrownBy(() -> hegel("sha256:" + "0".repeat(64)).secret("join"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("not to be trusted");
        assertThat(authorization).isNull();
    }

    @Test
    void plainHttpIsRefused() {
        HttpClient http = new HttpClient(Optional.empty(), null, Duration.ofSeconds(60));
        assertThatThrownBy(() -> new Hegel(URI.create("http://127.0.0.1"), http, session, seconds -> {}))
                .hasMessageContaining("not an https URL");
    }

    private Hegel hegel(String pin) throws Exception {
        return hegel(pin, pauses::add);
    }

    private Hegel hegel(String pin, Hegel.Pause pause) throws Exception {
        PinnedTrust trust = new PinnedTrust(pin, Instant.EPOCH, Clock.systemUTC());
        HttpClient http = new HttpClient(
                Optional.of(InetAddress.getByName("127.42.0.13")),
                trust.context().getSocketFactory(),
                Duration.ofSeconds(60));
        URI base = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
        return new Hegel(base, http, session, pause);
    }
}
