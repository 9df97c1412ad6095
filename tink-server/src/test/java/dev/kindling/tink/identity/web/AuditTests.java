package dev.kindling.tink.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.tinkerbell.classic.WorkflowData;
import dev.kindling.tink.workflow.grpc.Lab;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Walks every REST path that changes something: each leaves who, what, before and after. */
class AuditTests {

    private static final String API = "/api/v1/";
    private static final Set<RequestMethod> CHANGING =
            Set.of(RequestMethod.POST, RequestMethod.PUT, RequestMethod.DELETE, RequestMethod.PATCH);

    /** What became of the subject. */
    private enum Was {
        MADE,
        CHANGED,
        GONE
    }

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    private final Set<String> walked = new HashSet<>();

    @BeforeAll
    static void start() {
        server = TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.tinkerbell.data-versions", "5"));
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("M22")
    void everyChangeOverRestLeavesWhoWhatBeforeAndAfter() {
        hardware();
        templates();
        workflows();
        batches();
        tokensAndSecrets();
        webhooks();

        Set<String> missing = new HashSet<>(changingPaths());
        missing.removeAll(walked);
        assertThat(missing)
                .as("paths that change something and are not walked here")
                .isEmpty();
    }

    @Test
    @Tag("M22")
    void firstAdminTokenIsInTheAuditThoughNobodyAskedForIt() {
        JsonNode first = JsonMapper.shared()
                .readTree(server.send("GET", API + "audit?limit=1000", "").body())
                .get("items")
                .valueStream()
                .filter(entry -> entry.get("actor").asString().equals("tink-server"))
                .findFirst()
                .orElseThrow();
        assertThat(first.get("action").asString()).isEqualTo("token.create");
        assertThat(first.at("/after/name").asString()).isEqualTo("admin");
        assertThat(first.at("/after/expiresAt").asString()).isEqualTo("never");
    }

    @Test
    @Tag("M22")
    void dataOfATinkerbellWorkflowIsInTheAuditByVersion() {
        String workflow = lab.workflow(lab.twoActions(), lab.board());
        WorkflowData kept = server.bean(WorkflowData.class);
        kept.update(UUID.fromString(workflow), bytes("{}"), bytes("{}"));
        kept.update(UUID.fromString(workflow), bytes("{}"), bytes("{\"a\":1}"));

        JsonNode newest = newest();
        assertThat(newest.get("action").asString()).isEqualTo("workflow.data");
        assertThat(newest.at("/before/version").asInt()).isEqualTo(1);
        assertThat(newest.at("/after/version").asInt()).isEqualTo(2);
        assertThat(newest.at("/after/bytes").asInt()).isEqualTo(7);
    }

    private void hardware() {
        String id = UUID.randomUUID().toString();
        String document = Documents.board(UUID.fromString(id), 200);
        left(change("POST", "hardware", "hardware", document), "hardware.put", "hardware/" + id, Was.MADE);
        left(change("PUT", "hardware/{id}", "hardware/" + id, document), "hardware.put", "hardware/" + id, Was.CHANGED);
        left(
                change("PUT", "hardware", "hardware", "[" + document + "]"),
                "hardware.put",
                "hardware/" + id,
                Was.CHANGED);
        left(
                change("PUT", "machines/{mac}/labels", "machines/dc:a6:32:42:00:c8/labels", "{\"room\": \"b\"}"),
                "hardware.put",
                "hardware/" + id,
                Was.CHANGED);
        left(
                change("DELETE", "hardware/{reference}", "hardware/" + id, ""),
                "hardware.delete",
                "hardware/" + id,
                Was.GONE);
    }

    private void templates() {
        String text = """
                version: "0.1"
                name: audited
                tasks:
                  - name: only
                    worker: "{{.device_1}}"
                    actions:
                      - {name: a, image: kindling/exec, timeout: 60}
                """;
        left(change("POST", "templates", "templates", text), "template.put", "template/audited", Was.MADE);
        left(
                change("PUT", "templates/{idOrName}", "templates/audited", text + "# x\n"),
                "template.put",
                "template/audited",
                Was.CHANGED);
        left(
                change("DELETE", "templates/{idOrName}", "templates/audited", ""),
                "template.delete",
                "template/audited",
                Was.GONE);
    }

    private void workflows() {
        Lab.Board board = lab.board();
        String template = lab.twoActions();
        JsonNode made = left(
                change("POST", "workflows", "workflows", """
                {"template": "%s", "devices": {"device_1": "%s"}, "data": {"image": "secret"}}""".formatted(template, board.mac())),
                "workflow.create",
                "workflow/",
                Was.MADE);
        assertThat(made.at("/after/template").asString()).isEqualTo(template);
        assertThat(made.at("/after/machines/0").asString())
                .isEqualTo(board.mac().text());
        assertThat(made.at("/after/data/0").asString()).isEqualTo("image");
        assertThat(made.toString()).doesNotContain("secret");

        for (String decision : List.of("resume", "fail", "retry")) {
            String held = held(template);
            left(
                    change("POST", "workflows/{id}/" + decision, "workflows/" + held + "/" + decision, ""),
                    "workflow." + decision,
                    "workflow/" + held,
                    Was.CHANGED);
        }
        String id = lab.workflow(template, lab.board());
        left(
                change("POST", "workflows/{id}/cancel", "workflows/" + id + "/cancel", ""),
                "workflow.cancel",
                "workflow/" + id,
                Was.CHANGED);
        left(change("DELETE", "workflows/{id}", "workflows/" + id, ""), "workflow.delete", "workflow/" + id, Was.GONE);
        left(
                change("POST", "tinkerbell/workflows", "tinkerbell/workflows", """
                {"template": "%s", "hardware": "{\\"device_1\\": \\"%s\\"}"}""".formatted(
                                template, lab.board().mac())),
                "workflow.create",
                "workflow/",
                Was.MADE);
    }

    private void batches() {
        Lab.Board board = lab.board();
        label(board.mac());
        JsonNode made = left(
                change(
                        "POST",
                        "batches",
                        "batches",
                        "{\"template\": \"%s\", \"selector\": \"audit=yes\"}".formatted(lab.twoActions())),
                "batch.create",
                "batch/",
                Was.MADE);
        String batch = made.get("subject").asString().substring("batch/".length());
        left(
                change("POST", "batches/{id}/cancel", "batches/" + batch + "/cancel", ""),
                "batch.cancel",
                "batch/" + batch,
                Was.CHANGED);
    }

    private void tokensAndSecrets() {
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        JsonNode made = left(
                change(
                        "POST",
                        "tokens",
                        "tokens",
                        "{\"name\": \"ci\", \"role\": \"VIEWER\", \"expiresAt\": \"%s\"}".formatted(end)),
                "token.create",
                "token/",
                Was.MADE);
        assertThat(made.at("/after/expiresAt").asString()).isEqualTo(end.toString());
        String token = made.get("subject").asString().substring("token/".length());
        left(change("DELETE", "tokens/{id}", "tokens/" + token, ""), "token.delete", "token/" + token, Was.GONE);

        String secret = "{\"value\": \"hush\", \"cluster\": \"home\"}";
        left(change("PUT", "secrets/{name}", "secrets/join", secret), "secret.put", "secret/join", Was.MADE);
        left(change("DELETE", "secrets/{name}", "secrets/join", ""), "secret.delete", "secret/join", Was.GONE);
    }

    private void webhooks() {
        JsonNode made = left(
                change("POST", "webhooks", "webhooks", "{\"url\": \"http://127.0.0.1:9/x\"}"),
                "webhook.create",
                "webhook/",
                Was.MADE);
        String id = made.get("subject").asString().substring("webhook/".length());
        server.bean(JdbcClient.class)
                .sql("update webhook set state = 'DEAD' where id = cast(:id as uuid)")
                .param("id", id)
                .update();
        left(
                change("POST", "webhooks/{id}/revive", "webhooks/" + id + "/revive", ""),
                "webhook.revive",
                "webhook/" + id,
                Was.CHANGED);
        left(change("DELETE", "webhooks/{id}", "webhooks/" + id, ""), "webhook.delete", "webhook/" + id, Was.GONE);
    }

    /** Makes the change: the newest entry of the audit, which has to be a new one. */
    private JsonNode change(String method, String pattern, String path, String body) {
        long last = newest().get("id").asLong();
        String type = pattern.startsWith("templates") ? "application/yaml" : "application/json";
        HttpResponse<String> answer = server.send(method, API + path, body, "Content-Type", type);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isBetween(200, 299);
        walked.add(method + " " + API + pattern);
        JsonNode entry = newest();
        assertThat(entry.get("id").asLong())
                .as(method + " " + path + " left an entry")
                .isGreaterThan(last);
        return entry;
    }

    private static JsonNode left(JsonNode entry, String action, String subject, Was was) {
        String what = entry.toString();
        assertThat(entry.get("actor").asString()).as(what).isEqualTo("admin");
        assertThat(entry.get("action").asString()).as(what).isEqualTo(action);
        assertThat(entry.get("subject").asString()).as(what).startsWith(subject);
        assertThat(entry.path("before").isObject()).as(what + ", before").isEqualTo(was != Was.MADE);
        assertThat(entry.path("after").isObject()).as(what + ", after").isEqualTo(was != Was.GONE);
        return entry;
    }

    private static Set<String> changingPaths() {
        return server
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(AuditTests::paths)
                .filter(path -> !path.endsWith("/render") && !path.endsWith("/lint"))
                .collect(Collectors.toSet());
    }

    private static Stream<String> paths(RequestMappingInfo mapping) {
        return mapping.getMethodsCondition().getMethods().stream()
                .filter(CHANGING::contains)
                .flatMap(method -> mapping.getPatternValues().stream().map(pattern -> method + " " + pattern));
    }

    private static String held(String template) {
        String id = lab.workflow(template, lab.board());
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql("update workflow set state = 'HELD' where id = cast(:id as uuid)")
                .param("id", id)
                .update();
        jdbc.sql("update workflow_action set state = 'UNKNOWN', attempt = 1, ended_at = now()"
                        + " where workflow_id = cast(:id as uuid) and position = 0")
                .param("id", id)
                .update();
        return id;
    }

    private static void label(MacAddress mac) {
        HttpResponse<String> answer = server.send("PUT", API + "machines/" + mac + "/labels", "{\"audit\": \"yes\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode newest() {
        return JsonMapper.shared()
                .readTree(server.send("GET", API + "audit?limit=1", "").body())
                .at("/items/0");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
