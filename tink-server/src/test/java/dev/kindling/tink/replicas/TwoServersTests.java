package dev.kindling.tink.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.workflow.grpc.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two servers that look for webhooks and batches fifty times a second each, on one database. */
class TwoServersTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_AT_ONCE = 3;
    private static final int MACHINES = 12;
    private static final int EVENTS = 30;

    private static final Map<String, Object> EAGER =
            Map.of("kindling.tink.webhook.interval", "20ms", "kindling.tink.batch.interval", "20ms");

    @TempDir
    static Path data;

    private static List<TinkServer> servers;

    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        TestDatabase database = TestDatabase.fresh();
        Path one = Files.createDirectory(data.resolve("one"));
        Path two = Files.createDirectory(data.resolve("two"));
        TinkServer first = TinkServer.start(one, database, EAGER);
        Files.copy(one.resolve("master.key"), two.resolve("master.key"));
        Files.copy(one.resolve("admin-token"), two.resolve("admin-token"));
        servers = List.of(first, TinkServer.start(two, database, EAGER));
    }

    @AfterAll
    static void stop() {
        servers.forEach(TinkServer::close);
    }

    @Test
    @Tag("F25")
    void everyEventIsBroughtToAWebhookOnceAndInOrder() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::receive);
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            String body = "{\"url\": \"%s\", \"kinds\": [\"hardware.*\"]}".formatted(url);
            assertThat(servers.getFirst().send("POST", "/api/v1/webhooks", body).statusCode())
                    .isEqualTo(201);
            for (int n = 0; n < EVENTS; n++) {
                TinkServer either = servers.get(n % 2);
                assertThat(either.send("POST", "/api/v1/hardware", Documents.board(new UUID(9, n), 100 + n))
                                .statusCode())
                        .isEqualTo(201);
            }
            await(() -> received.size() >= EVENTS);
        } finally {
            receiver.stop(0);
        }
        assertThat(received).hasSize(EVENTS).doesNotHaveDuplicates();
        assertThat(stored("hardware.changed", received.getFirst())).isEqualTo(received);
    }

    @Test
    @Tag("F25")
    void aBatchMakesOneWorkflowAMachineAndNeverRunsMoreThanItMay() {
        Lab lab = new Lab(servers.getFirst());
        for (int n = 0; n < MACHINES; n++) {
            String labels = "/api/v1/machines/" + lab.board().mac() + "/labels";
            assertThat(servers.getLast()
                            .send("PUT", labels, "{\"room\": \"two\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> created = servers.getFirst()
                .send(
                        "POST",
                        "/api/v1/batches",
                        "{\"template\": \"%s\", \"selector\": \"room=two\", \"maxParallel\": %d}"
                                .formatted(lab.twoActions(), MOST_AT_ONCE));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String path = created.headers().firstValue("Location").orElseThrow();

        await(() -> pending(get(path)).size() == MOST_AT_ONCE);
        await(() -> {
            endOne(get(path));
            return get(path).path("state").asString().equals("DONE");
        });

        List<Instant[]> runs = runs();
        assertThat(runs).hasSize(MACHINES);
        assertThat(runs.stream().mapToLong(run -> atOnce(runs, run[0])).max().orElseThrow())
                .as("at once")
                .isEqualTo(MOST_AT_ONCE);
    }

    private void receive(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        received.add(exchange.getRequestHeaders().getFirst("Kindling-Event-Id"));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** What the timeline holds of this kind, in the order of commits, from this event on. */
    private static List<String> stored(String kind, String from) {
        List<String> all = servers.getFirst()
                .bean(JdbcClient.class)
                .sql("select cast(transaction as text) as transaction, id from event where kind = :kind"
                        + " order by event.transaction, id")
                .param("kind", kind)
                .query((row, _) ->
                        new Cursor(Long.parseLong(row.getString("transaction")), row.getLong("id")).toString())
                .list();
        return all.subList(all.indexOf(from), all.size());
    }

    /** The oldest that runs comes to an end, at either server. */
    private static void endOne(JsonNode batch) {
        pending(batch).stream()
                .findFirst()
                .ifPresent(workflow -> servers.get(workflow.hashCode() & 1)
                        .send("POST", "/api/v1/workflows/" + workflow + "/cancel", ""));
    }

    /** The workflows that have been made and have not come to an end. */
    private static List<String> pending(JsonNode batch) {
        return batch.path("items")
                .valueStream()
                .filter(item -> item.path("state").asString().equals("PENDING"))
                .map(item -> item.path("workflow").asString())
                .toList();
    }

    /** Begin and end of each workflow. */
    private static List<Instant[]> runs() {
        return servers.getFirst()
                .bean(JdbcClient.class)
                .sql("select created_at, ended_at from workflow")
                .query((row, _) -> new Instant[] {
                    row.getTimestamp("created_at").toInstant(),
                    row.getTimestamp("ended_at").toInstant()
                })
                .list();
    }

    private static long atOnce(List<Instant[]> runs, Instant moment) {
        return runs.stream()
                .filter(run -> !run[0].isAfter(moment) && run[1].isAfter(moment))
                .count();
    }

    private static JsonNode get(String path) {
        return JSON.readTree(servers.getLast().send("GET", path, "").body());
    }

    private static void await(BooleanSupplier wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!wanted.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
