package dev.kindling.tink.workflow.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.workflow.grpc.Lab;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Labels, lists by label, and one template on many machines; the queue is the database's, so it outlives the server that made it. */
class FleetTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    private static TestDatabase database;
    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        server = TinkServer.start(data, database, Map.of());
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String labelled(String labels) {
        String mac = lab.board().mac().text();
        assertThat(server.send("PUT", "/api/v1/machines/" + mac + "/labels", labels)
                        .statusCode())
                .isEqualTo(200);
        return mac;
    }

    @Test
    void machinesWorkflowsAndEventsAreFoundByLabel() {
        String first = labelled("{\"room\": \"a\", \"shelf\": \"1\"}");
        String second = labelled("{\"room\": \"a\", \"shelf\": \"2\"}");
        Lab.Board bare = lab.board();
        String workflow = JSON.readTree(server.send(
                                "POST",
                                "/api/v1/workflows",
                                "{\"template\": \"%s\", \"devices\": {\"device_1\": \"%s\"}}"
                                        .formatted(lab.twoActions(), first))
                        .body())
                .path("id")
                .asString();

        assertThat(macs("/api/v1/machines?selector=room=a")).containsExactly(first, second);
        assertThat(macs("/api/v1/machines?selector=room=a,shelf!=1")).containsExactly(second);
        assertThat(macs("/api/v1/machines?selector=!room&state=declared"))
                .contains(bare.mac().text())
                .doesNotContain(first);
        assertThat(macs("/api/v1/machines?selector=room=a,shelf&limit=1")).containsExactly(first);
        assertThat(get("/api/v1/machines/" + first).at("/labels/shelf").asString())
                .isEqualTo("1");
        assertThat(get("/api/v1/workflows?selector=shelf=1").at("/items/0/id").asString())
                .isEqualTo(workflow);
        assertThat(get("/api/v1/workflows?selector=shelf=2").path("items").isEmpty())
                .isTrue();
        assertThat(server.send("GET", "/api/v1/machines?selector=ro%20om", "").body())
                .contains("is not NAME=VALUE");
        assertThat(server.send("PUT", "/api/v1/machines/" + first + "/labels", "{\"a b\": \"\"}")
                        .body())
                .contains("is not a label's name")
                .contains("is not a label's value");
    }

    @Test
    void aBatchKeepsSoManyRunningAndOutlivesItsServerAndNamesWhatFailed() {
        for (int i = 0; i < 5; i++) {
            labelled("{\"room\": \"b\"}");
        }
        String gone = labelled("{\"room\": \"b\"}");
        HttpResponse<String> created = server.send(
                "POST",
                "/api/v1/batches",
                "{\"template\": \"%s\", \"selector\": \"room=b\", \"maxParallel\": 2}".formatted(lab.twoActions()));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String path = created.headers().firstValue("Location").orElseThrow();
        assertThat(server.send(
                                "DELETE",
                                "/api/v1/hardware/"
                                        + get("/api/v1/machines/" + gone)
                                                .path("hardware")
                                                .asString(),
                                "")
                        .statusCode())
                .isEqualTo(204);

        JsonNode two = await(path, batch -> batch.at("/counts/running").asInt() == 2);
        assertThat(two.at("/counts/queued").asInt()).isEqualTo(4);

        server.close();
        server = TinkServer.start(data, database, Map.of());
        lab = new Lab(server);
        cancelRunning(get(path));
        JsonNode more = await(
                path,
                batch -> batch.at("/counts/running").asInt() == 2
                        && batch.at("/counts/failed").asInt() == 2);
        assertThat(more.at("/counts/queued").asInt()).isEqualTo(2);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (get(path).path("state").asString().equals("RUNNING")
                && Instant.now().isBefore(deadline)) {
            cancelRunning(get(path));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }

        JsonNode done = get(path);
        assertThat(done.path("state").asString()).isEqualTo("DONE");
        assertThat(done.at("/counts/failed").asInt()).isEqualTo(6);
        List<String> reasons = new ArrayList<>();
        done.path("items")
                .forEach(item -> reasons.add(item.path("state").asString() + " "
                        + item.path("reason").asString()));
        assertThat(reasons)
                .anyMatch(reason -> reason.startsWith("REFUSED ") && reason.contains("not in the inventory"));
        assertThat(reasons.stream().filter(reason -> reason.startsWith("CANCELLED")))
                .hasSize(5);
        assertThat(server.send("GET", "/api/v1/audit", "").body()).contains("batch.create");
    }

    @Test
    void aBatchIsCancelledAndASelectorOfNobodyIsRefused() {
        labelled("{\"room\": \"c\"}");
        labelled("{\"room\": \"c\"}");
        String template = lab.twoActions();
        String body = "{\"template\": \"%s\", \"selector\": \"room=%s\", \"maxParallel\": 1}";
        String path = server.send("POST", "/api/v1/batches", body.formatted(template, "c"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await(path, batch -> batch.at("/counts/running").asInt() == 1);

        assertThat(server.send("POST", path + "/cancel", "").statusCode()).isEqualTo(200);
        cancelRunning(get(path));

        assertThat(get(path).path("state").asString()).isEqualTo("CANCELLED");
        assertThat(get(path).at("/counts/queued").asInt()).isEqualTo(1);
        assertThat(server.send("POST", path + "/cancel", "").statusCode()).isEqualTo(409);
        assertThat(server.send("POST", "/api/v1/batches", body.formatted(template, "nowhere"))
                        .body())
                .contains("matches no machine");
    }

    private static void cancelRunning(JsonNode batch) {
        batch.path("items").forEach(item -> {
            if (item.path("state").asString().equals("PENDING")) {
                server.send("POST", "/api/v1/workflows/" + item.path("workflow").asString() + "/cancel", "");
            }
        });
    }

    private static JsonNode await(String path, Predicate<JsonNode> wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        JsonNode batch = get(path);
        while (!wanted.test(batch)) {
            assertThat(Instant.now()).as(batch.toString()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            batch = get(path);
        }
        return batch;
    }

    private static List<String> macs(String path) {
        return StreamSupport.stream(get(path).path("items").spliterator(), false)
                .map(machine -> machine.path("mac").asString())
                .toList();
    }

    private static JsonNode get(String path) {
        return JSON.readTree(server.send("GET", path, "").body());
    }
}
