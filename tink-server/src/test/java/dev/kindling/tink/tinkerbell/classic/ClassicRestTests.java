package dev.kindling.tink.tinkerbell.classic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.tinkerbell.workflow.State;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST paths of Tinkerbell v0.6, with the bodies and statuses they had. */
class ClassicRestTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ID = "0eba0bf8-3772-4b4a-ab9f-6ebe93b90a94";

    @RegisterExtension
    static final SharedLab SHARED = new SharedLab();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static ClassicLab lab;

    @BeforeAll
    static void start() {
        lab = SHARED.lab();
    }

    @AfterAll
    static void stop() {
        HTTP.close();
    }

    @Test
    void certificateVersionAndHealthAreOpenToAll() throws Exception {
        HttpResponse<String> cert = anonymously("GET", "/cert", "");
        Collection<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(cert.body().getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();

        assertThat(cert.headers().firstValue("Last-Modified")).isPresent();
        assertThat(chain).hasSize(2);
        assertThat(chain.iterator().next().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .contains("127.0.0.1", "localhost");
        assertThat(JSON.readTree(anonymously("GET", "/version", "").body())
                        .get("service_name")
                        .asString())
                .isEqualTo("tinkerbell");
        assertThat(JSON.readTree(anonymously("GET", "/healthz", "").body())
                        .get("uptime")
                        .asDouble())
                .isPositive();
    }

    @Test
    void everythingElseAsksForNameAndPassword() throws Exception {
        HttpResponse<String> refused = anonymously("GET", "/v1/hardware", "");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("401 Unauthorized\n");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"Tink Realm\"");
        assertThat(as("admin:wrong", "GET", "/v1/hardware", "").statusCode()).isEqualTo(401);
        assertThat(as("admin", "POST", "/v1/workflows", "{}").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/v1/hardware", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v2/hardware", "").statusCode()).isEqualTo(404);
    }

    @Test
    void hardwareAndTemplateAndWorkflowGoRoundByRest() throws Exception {
        HttpResponse<String> pushed = send("POST", "/v1/hardware", """
                {"id": "%s", "colour": "blue", "metadata": {"state": "provisioning", "zero": 0, "flag": false},
                 "network": {"interfaces": [{"dhcp": {"mac": "DC:A6:32:43:02:01", "hostname": "one", "uefi": false,
                    "lease_time": 86400, "time_offset": 3,
                    "ip": {"address": "127.43.2.1", "netmask": "255.255.0.0", "gateway": "127.43.0.1"}},
                   "netboot": {"allow_pxe": true, "allow_workflow": true}}]}}""".formatted(ID));

        assertThat(pushed.body())
                .isEqualTo("{\"status\": \"ok\", \"msg\": \"hardware data pushed successfully\", \"id\": \"" + ID
                        + "\"}\n");
        assertThat(pushed.headers().firstValue("Content-Type")).isEmpty();
        String shown = send("POST", "/v1/hardware/mac", "{\"mac\":\"dc:a6:32:43:02:01\"}")
                .body();
        assertThat(shown)
                .startsWith("{\"id\":\"" + ID + "\",\"metadata\":{")
                .endsWith("}\n")
                .contains("\"lease_time\":86400", "\"zero\":0", "\"flag\":false")
                .doesNotContain("colour", "time_offset", "uefi");
        assertThat(send("POST", "/v1/hardware/ip", "{\"ip\":\"127.43.2.1\"}").body())
                .isEqualTo(shown);
        assertThat(send("GET", "/v1/hardware/" + ID, "").body()).isEqualTo(shown);
        assertThat(send("GET", "/v1/hardware", "").body().lines()).contains(shown.strip());

        String template =
                id(send("POST", "/v1/templates", JSON.writeValueAsString(Map.of("name", "by-rest", "data", """
                version: "0.1"
                name: by-rest
                tasks:
                - name: only
                  worker: "{{.device_1}}"
                  actions:
                  - {name: one, image: alpine, timeout: 30}
                """))));
        assertThat(send("GET", "/v1/templates/" + template, "").body())
                .isEqualTo(send("GET", "/v1/templates/name/by-rest", "").body())
                .contains("{{.device_1}}");
        assertThat(JSON.readTree(send("GET", "/v1/templates?name=by-*", "").body())
                        .get("id")
                        .asString())
                .isEqualTo(template);
        runsByRest(template);
        assertThat(send("DELETE", "/v1/templates/" + template, "").body()).contains("template deleted successfully");
        assertThat(send("DELETE", "/v1/hardware/" + ID, "").body()).contains("hardware deleted successfully");
    }

    private static void runsByRest(String template) throws Exception {
        String workflow = id(send(
                "POST",
                "/v1/workflows",
                JSON.writeValueAsString(
                        Map.of("template", template, "hardware", "{\"device_1\":\"dc:a6:32:43:02:01\"}"))));
        assertThat(send("GET", "/v1/workflows/" + workflow + "/state", "").body())
                .isEqualTo("{\"workflow_id\":\"" + workflow + "\",\"current_worker\":\"\",\"current_task\":\"\","
                        + "\"current_action\":\"\",\"current_action_index\":\"0\","
                        + "\"current_action_state\":\"STATE_PENDING\",\"total_number_of_actions\":\"1\"}\n");
        assertThat(new FakeTinkWorker(lab.tls(), ID, _ -> State.STATE_SUCCESS).turn())
                .isTrue();

        assertThat(send("GET", "/v1/workflows/" + workflow, "").body())
                .contains("name: one")
                .contains("dc:a6:32:43:02:01");
        assertThat(send("GET", "/v1/workflows", "").body().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"id\":\"" + workflow)
                        .contains("\"state\":\"STATE_SUCCESS\"", "\"template\":\"" + template + "\""));
        List<JsonNode> events = eventsOf(workflow);
        assertThat(events.get(1).get("message").asString()).isEqualTo("finished execution successfully");
        assertThat(events.get(1).get("seconds").isString()).isTrue();
        assertThat(events.get(1).get("worker_id").asString()).isEqualTo(ID);
        assertThat(send("DELETE", "/v1/workflows/" + workflow, "").body()).contains("workflow deleted successfully");
    }

    /** Readers see an event once no older transaction can bring another one before it. */
    private static List<JsonNode> eventsOf(String workflow) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        List<JsonNode> events = List.of();
        while (events.size() < 2 && System.nanoTime() < until) {
            events = send("GET", "/v1/workflows/" + workflow + "/events", "")
                    .body()
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
        assertThat(events).hasSize(2);
        return events;
    }

    @Test
    void badBodiesAndUnknownIdsHaveTinkerbellsStatuses() throws Exception {
        HttpResponse<String> bad = send("POST", "/v1/hardware", "{\"id\": ");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).startsWith("rpc error: code = InvalidArgument desc = ");
        HttpResponse<String> unknown = send("POST", "/v1/hardware/mac", "{\"mac\":\"dc:a6:32:43:ff:fe\"}");
        assertThat(unknown.statusCode()).isEqualTo(500);
        assertThat(unknown.body()).isEqualTo("rpc error: code = Unknown desc = SELECT: sql: no rows in result set\n");
        HttpResponse<String> empty = send("POST", "/v1/templates", "{\"name\":\"nothing\"}");
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        assertThat(send("GET", "/v1/templates/name/nothing", "").statusCode()).isEqualTo(500);
        assertThat(send("DELETE", "/v1/workflows/" + ID, "").body()).startsWith("rpc error: code = NotFound");
        assertThat(send("PUT", "/v1/templates/" + ID, "{}").statusCode()).isEqualTo(404);
    }

    private static String id(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        return JSON.readTree(created.body()).get("id").asString();
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return as(ClassicLab.USERNAME + ":" + ClassicLab.PASSWORD, method, path, body);
    }

    private static HttpResponse<String> anonymously(String method, String path, String body) throws Exception {
        return HTTP.send(request(method, path, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> as(String credentials, String method, String path, String body)
            throws Exception {
        String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                request(method, path, body)
                        .header("Authorization", "Basic " + encoded)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(URI.create(lab.url(path)))
                .timeout(Duration.ofSeconds(60))
                .method(method, publisher);
    }
}
