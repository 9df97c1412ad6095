package dev.kindling.tink.workflow.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.workflow.grpc.Lab;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkflowControllerTests {

    private static final String PATH = "/api/v1/workflows";

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void createdWorkflowIsFrozenPendingAndShowsItsActions() {
        String id = lab.workflow(lab.twoActions(), lab.board());

        JsonNode workflow = lab.get(id);
        assertThat(workflow.get("state").asString()).isEqualTo("PENDING");
        assertThat(workflow.at("/actions/0/name").asString()).isEqualTo("sleep");
        assertThat(workflow.at("/actions/1/actionClass").asString()).isEqualTo("REBOOT");
        HttpResponse<String> answer = server.send("GET", PATH + "/" + id, "");
        assertThat(answer.headers().firstValue("ETag")).isPresent();
    }

    @Test
    void unknownHardwareIsNamedWithFieldValueAndRule() {
        HttpResponse<String> answer = server.send("POST", PATH, """
                {"template": "%s", "devices": {"device_1": "02:00:00:00:00:01", "device_2": "zz"}}""".formatted(lab.twoActions()));

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode violations = JsonMapper.shared().readTree(answer.body()).get("violations");
        assertThat(violations.get(0).get("pointer").asString()).isEqualTo("/devices/device_1");
        assertThat(violations.get(0).get("value").asString()).isEqualTo("02:00:00:00:00:01");
        assertThat(violations.get(0).get("rule").asString()).contains("not in the inventory");
        assertThat(violations.get(1).get("rule").asString()).contains("not a MAC address");
    }

    @Test
    void unknownTemplateIsNotFoundByName() {
        HttpResponse<String> answer = lab.post("nowhere", lab.board());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("nowhere");
    }

    @Test
    void missingTemplateKeyIsNamedWithItsPlace() {
        String template = lab.template("""
                - name: sleep
                  image: kindling/exec
                  timeout: 60
                  environment:
                    VALUE: "{{ .never_given }}"
                """);

        HttpResponse<String> answer = lab.post(template, lab.board());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("never_given").contains("line ");
    }

    @Test
    void dataOfTheCallerAndOfTheMachineReachTheTemplate() {
        Lab.Board board = lab.board();
        String template = lab.template("""
                - name: "say-{{ .word }}-{{ .address }}"
                  image: kindling/exec
                  timeout: 60
                """);
        HttpResponse<String> answer = server.send("POST", PATH, """
                {"template": "%s", "devices": {"device_1": "%s"}, "data": {"word": "hello"}}""".formatted(template, board.mac()));

        assertThat(answer.body()).contains("say-hello-" + board.address());
    }

    @Test
    void unknownKeyIsRefused() {
        HttpResponse<String> answer = server.send("POST", PATH, "{\"templat\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("templat");
    }

    @Test
    void listIsFilteredByMachineAndState() {
        Lab.Board board = lab.board();
        String template = lab.twoActions();
        String first = lab.workflow(template, board);
        String second = lab.workflow(template, board);

        JsonNode page = list("?machine=" + board.mac() + "&state=pending&limit=1");
        assertThat(page.at("/items/0/id").asString()).isEqualTo(second);
        JsonNode next = list(
                "?machine=" + board.mac() + "&limit=1&after=" + page.get("next").asString());
        assertThat(next.at("/items/0/id").asString()).isEqualTo(first);
        assertThat(list("?machine=" + board.mac() + "&state=RUNNING")
                        .get("items")
                        .isEmpty())
                .isTrue();
        assertThat(server.send("GET", PATH + "?state=ASLEEP", "").statusCode()).isEqualTo(400);
    }

    @Test
    void cancelledWorkflowCanBeDeleted() {
        String id = lab.workflow(lab.twoActions(), lab.board());

        assertThat(server.send("POST", PATH + "/" + id + "/cancel", "").statusCode())
                .isEqualTo(200);
        assertThat(server.send("GET", PATH + "/" + id + "/progress", "").body()).contains("CANCELLED");
        assertThat(server.send("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(204);
        assertThat(server.send("GET", PATH + "/" + id, "").statusCode()).isEqualTo(404);
    }

    @Test
    void decisionsOnWhatIsNotHeldAreConflicts() {
        String id = lab.workflow(lab.twoActions(), lab.board());

        HttpResponse<String> answer = server.send("POST", PATH + "/" + id + "/resume", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("PENDING, not HELD");
    }

    @Test
    void actionToRetryFromIsNamedWithItsTaskWhereTwoHaveItsName() {
        Lab.Board board = lab.board();
        String id = lab.workflow(lab.twoTasks(), board);
        server.send("POST", PATH + "/" + id + "/cancel", "");

        HttpResponse<String> ambiguous = server.send("POST", PATH + "/" + id + "/retry?from=write", "");
        assertThat(ambiguous.statusCode()).isEqualTo(409);
        assertThat(ambiguous.body()).contains("'disk/write', 'config/write'");
        HttpResponse<String> unknown = server.send("POST", PATH + "/" + id + "/retry?from=disk/reboot", "");
        assertThat(unknown.statusCode()).isEqualTo(409);
        assertThat(unknown.body()).contains("no action 'disk/reboot'").contains("'config/reboot'");

        HttpResponse<String> second = server.send("POST", PATH + "/" + id + "/retry?from=config/write", "");
        assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
        JsonNode again = JsonMapper.shared().readTree(second.body());
        assertThat(again.at("/actions/0/state").asString()).isEqualTo("SKIPPED");
        assertThat(again.at("/actions/1/state").asString()).isEqualTo("PENDING");
        assertThat(server.send("POST", PATH + "/" + id + "/retry?from=reboot", "")
                        .statusCode())
                .as("one name only")
                .isEqualTo(201);
    }

    @Test
    void workflowThatDoesNotExistIsNotFoundEverywhere() {
        String id = UUID.randomUUID().toString();

        assertThat(server.send("GET", PATH + "/" + id, "").statusCode()).isEqualTo(404);
        assertThat(server.send("GET", PATH + "/" + id + "/actions/0/log", "").statusCode())
                .isEqualTo(404);
        assertThat(server.send("DELETE", PATH + "/" + id, "").statusCode()).isEqualTo(404);
        assertThat(server.send("GET", PATH + "/not-an-id", "").statusCode()).isEqualTo(400);
    }

    private static JsonNode list(String query) {
        return JsonMapper.shared().readTree(server.send("GET", PATH + query, "").body());
    }
}
