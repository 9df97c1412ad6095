package dev.kindling.tink.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver on a real socket that fails first. */
class WebhookTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Delivery(String body, Map<String, String> headers, int answer) {}

    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

    @TempDir
    Path data;

    private HttpServer receiver;
    private TinkServer server;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of(
                        "kindling.tink.webhook.backoff", "20ms",
                        "kindling.tink.webhook.interval", "50ms",
                        "kindling.tink.webhook.attempts", "4"));
    }

    @AfterEach
    void stop() {
        server.close();
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : 204;
        deliveries.add(new Delivery(
                body,
                Map.of(
                        "timestamp", exchange.getRequestHeaders().getFirst("Kindling-Timestamp"),
                        "signature", exchange.getRequestHeaders().getFirst("Kindling-Signature"),
                        "event", exchange.getRequestHeaders().getFirst("Kindling-Event")),
                answer));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private JsonNode subscribe(String kinds) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        return JSON.readTree(
                server.send("POST", "/api/v1/webhooks", "{\"url\": \"%s\", \"kinds\": [%s]}".formatted(url, kinds))
                        .body());
    }

    private void declare(int last) {
        assertThat(server.send("POST", "/api/v1/hardware", Documents.board(new UUID(9, last), last))
                        .statusCode())
                .isEqualTo(201);
    }

    private static void await(BooleanSupplier wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!wanted.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private long taken() {
        return deliveries.stream().filter(each -> each.answer() == 204).count();
    }

    @Test
    void eventsArriveSignedInOrderAndOnceThoughTheReceiverFailsFirst() throws Exception {
        refusals.set(2);
        JsonNode created = subscribe("\"hardware.*\"");
        String secret = created.path("secret").asString();

        declare(11);
        declare(12);
        await(() -> taken() == 2);

        assertThat(deliveries.stream().map(Delivery::answer)).containsExactly(503, 503, 204, 204);
        assertThat(deliveries.subList(0, 3).stream().map(Delivery::body).distinct())
                .hasSize(1);
        JsonNode last = JSON.readTree(deliveries.getLast().body());
        assertThat(last.path("mac").asString()).isEqualTo("dc:a6:32:42:00:0c");
        assertThat(last.path("kind").asString()).isEqualTo("hardware.changed");
        for (Delivery each : deliveries) {
            assertThat(each.headers().get("signature"))
                    .isEqualTo("v1=" + hmac(secret, each.headers().get("timestamp") + "." + each.body()));
        }
        String shown = server.send("GET", "/api/v1/webhooks", "").body();
        assertThat(shown).contains("\"state\":\"ACTIVE\"").doesNotContain(secret);
        assertThat(server.send("GET", "/api/v1/audit", "").body())
                .contains("webhook.create")
                .doesNotContain(secret);
    }

    @Test
    void aReceiverThatNeverAnswersIsGivenUpWithAnEventAndRevivedWithoutLoss() {
        refusals.set(4);
        String path = "/api/v1/webhooks/"
                + subscribe("\"hardware.*\"").at("/webhook/id").asString();

        declare(11);
        await(() -> JSON.readTree(server.send("GET", path, "").body())
                .path("state")
                .asString()
                .equals("DEAD"));

        assertThat(deliveries).hasSize(4);
        assertThat(server.send("GET", path, "").body()).contains("\"problem\":\"HTTP 503\"");
        declare(12);
        assertThat(server.send("POST", path + "/revive", "").statusCode()).isEqualTo(200);
        await(() -> taken() == 2);
        assertThat(deliveries).hasSize(6);
        assertThat(deliveries.get(4).body()).isEqualTo(deliveries.getFirst().body());
        assertThat(server.send("POST", path + "/revive", "").statusCode()).isEqualTo(409);
        assertThat(server.send("DELETE", path, "").statusCode()).isEqualTo(204);
    }

    @Test
    void badAddressesKindsAndWeakTokensAreRefused() {
        for (String url : List.of("ftp://x/", "http://", "x", "http://u:p@h/")) {
            assertThat(server.send("POST", "/api/v1/webhooks", "{\"url\": \"%s\"}".formatted(url))
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(server.send("POST", "/api/v1/webhooks", "{\"url\": \"http://h/\", \"kinds\": [\"A B\"]}")
                        .body())
                .contains("is not the kind of an event");
        String operator = JSON.readTree(
                        server.send("POST", "/api/v1/tokens", "{\"name\": \"o\", \"role\": \"OPERATOR\"}")
                                .body())
                .path("token")
                .asString();
        assertThat(server.send("GET", "/api/v1/webhooks", "", "Authorization", "Bearer " + operator)
                        .statusCode())
                .isEqualTo(403);
    }

    private static String hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        return java.util.HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
