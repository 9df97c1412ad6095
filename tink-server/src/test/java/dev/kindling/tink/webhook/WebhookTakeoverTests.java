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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server goes away in the middle of a delivery: the receiver has the event, and nobody noted what it answered. */
class WebhookTakeoverTests {

    /** Delivers when the test says so; its answer may take longer than a server takes to stop. */
    private static final Map<String, Object> BY_HAND =
            Map.of("kindling.tink.webhook.interval", "1h", "kindling.tink.webhook.timeout", "5m");

    @TempDir
    Path data;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch thinking = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TestDatabase database = TestDatabase.fresh();
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(threads);
        receiver.createContext("/hook", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() {
        thinking.countDown();
        receiver.stop(0);
        threads.close();
    }

    /** Takes everything, but thinks about the first one until it may answer. */
    private void receive(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        received.add(exchange.getRequestHeaders().getFirst("Kindling-Event-Id"));
        try {
            thinking.await(2, TimeUnit.MINUTES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private String next() throws InterruptedException {
        return received.poll(60, TimeUnit.SECONDS);
    }

    private static void declare(TinkServer server, int number) {
        assertThat(server.send("POST", "/api/v1/hardware", Documents.board(new UUID(9, number), number))
                        .statusCode())
                .isEqualTo(201);
        server.awaitTimeline();
    }

    @Test
    void eventWhoseServerDiedIsDeliveredAgainWhenItsClaimHasEndedAndThenTheNext() throws Exception {
        String first = dieInTheMiddle();
        try (TinkServer next = TinkServer.start(data, database, BY_HAND)) {
            thinking.countDown();
            declare(next, 12);
            WebhookStore store = next.bean(WebhookStore.class);
            Instant claimed = claimedUntil(next);
            assertThat(store.claim(claimed.minusSeconds(1), Duration.ofSeconds(1)))
                    .as("the one that died has it still")
                    .isEmpty();
            next.bean(WebhookDelivery.class).deliver();
            assertThat(claimedUntil(next)).isEqualTo(claimed);

            letClaimEnd(next);
            next.bean(WebhookDelivery.class).deliver();
            assertThat(next()).as("the same event, by its id").isEqualTo(first);
            assertThat(next()).as("and what happened since").isNotNull().isNotEqualTo(first);
        }
        assertThat(received).isEmpty();
    }

    /**
     * Its database goes away under the delivery, as with a killed process: nothing can be noted any more.
     *
     * @return id of the event that was under way
     */
    private String dieInTheMiddle() throws Exception {
        try (TinkServer server = TinkServer.start(data, database, BY_HAND)) {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            String body = "{\"url\": \"%s\", \"kinds\": [\"hardware.*\"]}".formatted(url);
            assertThat(server.send("POST", "/api/v1/webhooks", body).statusCode())
                    .isEqualTo(201);
            declare(server, 11);
            server.bean(WebhookDelivery.class).deliver();
            String first = next();
            assertThat(first).isNotNull();
            return first;
        }
    }

    private static Instant claimedUntil(TinkServer server) {
        return server.bean(JdbcClient.class)
                .sql("select claimed_until from webhook")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** As if its time had gone by. */
    private static void letClaimEnd(TinkServer server) {
        assertThat(server.bean(JdbcClient.class)
                        .sql("update webhook set claimed_until = now() - interval '1 second'")
                        .update())
                .isOne();
    }
}
