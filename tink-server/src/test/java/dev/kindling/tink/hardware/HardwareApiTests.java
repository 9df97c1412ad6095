package dev.kindling.tink.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class HardwareApiTests {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path data;

    private static TinkServer server;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void createdHardwareIsReadBackAndFoundByMac() {
        UUID id = UUID.randomUUID();
        HttpResponse<String> created = server.send("POST", "/api/v1/hardware", Documents.board(id, 11));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("/api/v1/hardware/" + id);

        JsonNode read = body(server.send("GET", "/api/v1/hardware/" + id, ""));
        assertThat(read).isEqualTo(JSON.readTree(Documents.board(id, 11)));
        JsonNode found = body(server.send("GET", "/api/v1/hardware?mac=DC-A6-32-42-00-0B", ""));
        assertThat(found.at("/items/0/id").asString()).isEqualTo(id.toString());
        assertThat(body(server.send("GET", "/api/v1/hardware?mac=dc:a6:32:00:00:00", ""))
                        .at("/items"))
                .isEmpty();

        JsonNode machine = body(server.send("GET", "/api/v1/machines/dc:a6:32:42:00:0b", ""));
        assertThat(machine.at("/state").asString()).isEqualTo("DECLARED");
        assertThat(machine.at("/address").asString()).isEqualTo("192.168.42.11");
        assertThat(machine.at("/bootMode").asString()).isEqualTo("NETBOOT");
    }

    @Test
    void duplicatesOfOtherHardwareAreAllNamedAndChangeNothing() {
        UUID first = UUID.randomUUID();
        server.send("POST", "/api/v1/hardware", Documents.board(first, 21));
        UUID second = UUID.randomUUID();
        HttpResponse<String> refused = server.send("POST", "/api/v1/hardware", Documents.board(second, 21));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = body(refused);
        assertThat(problem.at("/violations/0/pointer").asString()).isEqualTo("/network/interfaces/0/dhcp/mac");
        assertThat(problem.at("/violations/0/rule").asString()).contains(first.toString());
        assertThat(problem.at("/violations/1/pointer").asString()).isEqualTo("/network/interfaces/0/dhcp/ip/address");
        assertThat(problem.at("/violations/1/value").asString()).isEqualTo("192.168.42.21");
        assertThat(server.send("GET", "/api/v1/hardware/" + second, "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void manyAreDeclaredTogetherOrNotAtAll() {
        UUID good = UUID.randomUUID();
        UUID bad = UUID.randomUUID();
        String broken = Documents.board(bad, 72).replace("192.168.42.72", "192.168.42.999");
        HttpResponse<String> refused =
                server.send("PUT", "/api/v1/hardware", "[" + Documents.board(good, 71) + "," + broken + "]");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(body(refused).at("/violations/0/pointer").asString())
                .isEqualTo("/1/network/interfaces/0/dhcp/ip/address");
        assertThat(server.send("GET", "/api/v1/hardware/" + good, "").statusCode())
                .isEqualTo(404);

        HttpResponse<String> twins = server.send(
                "PUT", "/api/v1/hardware", "[" + Documents.board(good, 71) + "," + Documents.board(bad, 71) + "]");
        assertThat(twins.statusCode()).isEqualTo(400);
        assertThat(body(twins).at("/violations/0/pointer").asString()).isEqualTo("/1/network/interfaces/0/dhcp/mac");
        assertThat(server.send("GET", "/api/v1/hardware/" + good, "").statusCode())
                .isEqualTo(404);

        HttpResponse<String> copied = server.send(
                "PUT", "/api/v1/hardware", "[" + Documents.board(good, 71) + "," + Documents.board(good, 72) + "]");
        assertThat(copied.statusCode()).isEqualTo(400);
        assertThat(body(copied).at("/violations/0/pointer").asString()).isEqualTo("/1/id");

        HttpResponse<String> taken = server.send(
                "PUT", "/api/v1/hardware", "[" + Documents.board(good, 71) + "," + Documents.board(bad, 72) + "]");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(body(taken)).hasSize(2);
        assertThat(server.send("GET", "/api/v1/hardware/" + bad, "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void twoBoardsOfOneArrayExchangeTheirAddresses() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        String before = "[" + Documents.board(one, 101) + "," + Documents.board(other, 102) + "]";
        assertThat(server.send("PUT", "/api/v1/hardware", before).statusCode()).isEqualTo(200);

        String exchanged = before.replace("192.168.42.101", "HELD")
                .replace("192.168.42.102", "192.168.42.101")
                .replace("HELD", "192.168.42.102");
        HttpResponse<String> taken = server.send("PUT", "/api/v1/hardware", exchanged);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(addressOf("dc:a6:32:42:00:65")).isEqualTo("192.168.42.102");
        assertThat(addressOf("dc:a6:32:42:00:66")).isEqualTo("192.168.42.101");

        HttpResponse<String> alone = server.send("PUT", "/api/v1/hardware", "[" + Documents.board(one, 101) + "]");
        assertThat(alone.statusCode()).as("the other board has it now").isEqualTo(400);
        assertThat(addressOf("dc:a6:32:42:00:65")).isEqualTo("192.168.42.102");
    }

    @Test
    void anInterfaceGoesFromOneDocumentOfAnArrayToAnotherInAnyOrder() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        String alone = Documents.board(one, 103);
        String two = withTwo(Documents.board(one, 103), Documents.board(one, 104));
        assertThat(server.send("PUT", "/api/v1/hardware", "[" + two + "]").statusCode())
                .isEqualTo(200);

        HttpResponse<String> moved =
                server.send("PUT", "/api/v1/hardware", "[" + Documents.board(other, 104) + "," + alone + "]");

        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        assertThat(addressOf("dc:a6:32:42:00:68")).isEqualTo("192.168.42.104");
        assertThat(body(server.send("GET", "/api/v1/hardware/" + one, "")).at("/network/interfaces"))
                .hasSize(1);
    }

    /** A document with the interfaces of both. */
    private static String withTwo(String document, String more) {
        ObjectNode all = (ObjectNode) JSON.readTree(document);
        ((ArrayNode) all.at("/network/interfaces")).add(JSON.readTree(more).at("/network/interfaces/0"));
        return all.toString();
    }

    private static String addressOf(String mac) {
        return body(server.send("GET", "/api/v1/machines/" + mac, ""))
                .at("/address")
                .asString();
    }

    @Test
    void bodyThatCannotBeReadIsSaidInPlainWords() {
        JsonNode deep = body(server.send("POST", "/api/v1/hardware", "[".repeat(2_000)));
        assertThat(deep.at("/status").asInt()).isEqualTo(400);
        assertThat(deep.at("/violations/0/rule").asString()).startsWith("is not JSON: ");
        JsonNode empty = body(server.send("POST", "/api/v1/hardware", ""));
        assertThat(empty.at("/status").asInt()).isEqualTo(400);
        assertThat(empty.at("/violations/0/rule").asString())
                .isEqualTo("is empty; send the document as the body of the request");
        JsonNode number = body(server.send("GET", "/api/v1/hardware?limit=x", ""));
        assertThat(number.at("/violations/0/rule").asString()).isEqualTo("is not a whole number");
    }

    @Test
    void machineIsFoundByItsHostNameWhereOnlyOneHasIt() {
        UUID one = UUID.randomUUID();
        server.send("PUT", "/api/v1/hardware/" + one, Documents.board(one, 81).replace("k3s-worker-81", "only-one"));

        assertThat(body(server.send("GET", "/api/v1/machines/only-one", ""))
                        .at("/address")
                        .asString())
                .isEqualTo("192.168.42.81");
        assertThat(body(server.send("GET", "/api/v1/hardware/only-one", ""))
                        .at("/id")
                        .asString())
                .isEqualTo(one.toString());
        assertThat(body(server.send("GET", "/api/v1/hardware/DC-A6-32-42-00-51", ""))
                        .at("/id")
                        .asString())
                .isEqualTo(one.toString());
        for (String kind : List.of("machines", "hardware")) {
            HttpResponse<String> nobody = server.send("GET", "/api/v1/" + kind + "/nobody", "");
            assertThat(nobody.statusCode()).isEqualTo(404);
            assertThat(nobody.body()).contains("there is no machine 'nobody'");
        }

        UUID two = UUID.randomUUID();
        server.send("PUT", "/api/v1/hardware/" + two, Documents.board(two, 82).replace("k3s-worker-82", "only-one"));
        HttpResponse<String> both = server.send("GET", "/api/v1/machines/only-one", "");
        assertThat(both.statusCode()).isEqualTo(409);
        assertThat(both.body()).contains("dc:a6:32:42:00:51", "dc:a6:32:42:00:52", "by its MAC");
    }

    @Test
    void updateNeedsTheVersionThatIsThere() {
        UUID id = UUID.randomUUID();
        HttpResponse<String> created = server.send("PUT", "/api/v1/hardware/" + id, Documents.board(id, 31));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        String tag = created.headers().firstValue("ETag").orElseThrow();

        String changed = Documents.board(id, 31).replace("192.168.42.31", "192.168.42.32");
        HttpResponse<String> updated = server.send("PUT", "/api/v1/hardware/" + id, changed, "If-Match", tag);
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        assertThat(updated.headers().firstValue("ETag"))
                .isNotEqualTo(created.headers().firstValue("ETag"));
        HttpResponse<String> late = server.send("PUT", "/api/v1/hardware/" + id, changed, "If-Match", tag);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(server.send("DELETE", "/api/v1/hardware/" + id, "", "If-Match", tag)
                        .statusCode())
                .isEqualTo(412);
        assertThat(server.send("DELETE", "/api/v1/hardware/" + id, "", "If-Match", "three")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void deletedHardwareFreesItsAddresses() {
        UUID id = UUID.randomUUID();
        server.send("PUT", "/api/v1/hardware/" + id, Documents.board(id, 41));
        assertThat(server.send("DELETE", "/api/v1/hardware/" + id, "").statusCode())
                .isEqualTo(204);
        UUID next = UUID.randomUUID();
        assertThat(server.send("POST", "/api/v1/hardware", Documents.board(next, 41))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void listGoesPageByPage() {
        for (int last = 51; last < 56; last++) {
            UUID id = UUID.fromString("ffffffff-0000-0000-0000-0000000000" + last);
            server.send("PUT", "/api/v1/hardware/" + id, Documents.board(id, last));
        }
        String after = "ffffffff-0000-0000-0000-000000000050";
        JsonNode first = body(server.send("GET", "/api/v1/hardware?limit=3&after=" + after, ""));
        assertThat(first.at("/items").size()).isEqualTo(3);
        String next = first.at("/next").asString();
        assertThat(next).isEqualTo("ffffffff-0000-0000-0000-000000000053");
        JsonNode second = body(server.send("GET", "/api/v1/hardware?limit=3&after=" + next, ""));
        assertThat(second.at("/items").size()).isEqualTo(2);
        assertThat(second.at("/next").isNull()).isTrue();
        assertThat(server.send("GET", "/api/v1/hardware?limit=0", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void badIdInPathIsNamed() {
        HttpResponse<String> refused = server.send("PUT", "/api/v1/hardware/seven", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(body(refused).at("/violations/0/value").asString()).isEqualTo("seven");
    }

    @Test
    @Tag("M22")
    void everyChangeIsAudited() {
        UUID id = UUID.randomUUID();
        server.send("PUT", "/api/v1/hardware/" + id, Documents.board(id, 61).replace("\"anything\"", "\"password\""));
        server.send("DELETE", "/api/v1/hardware/" + id, "");
        JsonNode audit =
                body(server.send("GET", "/api/v1/audit?limit=1000", "")).at("/items");
        JsonNode put = null;
        JsonNode delete = null;
        for (JsonNode entry : audit) {
            if (entry.at("/subject").asString().equals("hardware/" + id)) {
                put = entry.at("/action").asString().equals("hardware.put") ? entry : put;
                delete = entry.at("/action").asString().equals("hardware.delete") ? entry : delete;
            }
        }
        assertThat(put).isNotNull();
        assertThat(put.at("/actor").asString()).isEqualTo("admin");
        assertThat(put.at("/before").isNull()).isTrue();
        assertThat(put.at("/after/id").asString()).isEqualTo(id.toString());
        assertThat(put.at("/after/metadata/password").asString()).isEqualTo("(hidden)");
        assertThat(delete.at("/after").isNull()).isTrue();
    }

    private static JsonNode body(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
