package dev.kindling.tink.workflow.grpc;

import static dev.kindling.tink.workflow.grpc.SleepingAgent.started;
import static dev.kindling.tink.workflow.grpc.SleepingAgent.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.agent.v1.ActionClass;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.tink.testing.TinkServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rendered workflow as {@code kindling preview} shows it, compared with what the agent is then told. */
class ShownPlanTests {

    private static final JsonMapper JSON = JsonMapper.shared();

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
    void planIsShownAsTheAgentGetsItActionByAction() throws Exception {
        Lab.Board board = lab.board();
        String template = lab.template("""
                - name: write
                  image: quay.io/actions/image2disk:v1
                  class: idempotent
                  timeout: 60
                  pid: host
                  command: ["--to", "/dev/{{.device_1}}"]
                  volumes: ["/dev:/dev", "/run:/run:ro"]
                  environment: {DEST: "{{.address}}", MODE: 0755}
                  on-failure: ["sh", "-c", "echo {{.address}}"]
                  on-timeout: ["true"]
                - name: skipped
                  image: kindling/exec
                  if: '{{eq .address ""}}'
                  timeout: 60
                - name: reboot
                  image: kindling/reboot
                  timeout: 90
                """);
        String workflow = lab.workflow(template, board);

        List<JsonNode> shown = plan(workflow)
                .valueStream()
                .filter(action -> action.path("runs").asBoolean())
                .toList();

        assertThat(shown).hasSize(2);
        try (SleepingAgent agent = lab.enrolled(board)) {
            agent.openWork();
            for (JsonNode action : shown) {
                Assign told = agent.awaitAssign();
                assertThat(view(action)).as(told.getActionName()).isEqualTo(view(told));
                agent.report(started(told.getAction()));
                agent.report(succeeded(told.getAction()));
            }
        }
        assertThat(shown.getFirst().path("command").toString()).contains("/dev/" + board.mac());
    }

    private static JsonNode plan(String workflow) {
        String answer = server.send("GET", "/api/v1/workflows/" + workflow + "/plan", "")
                .body();
        return JSON.readTree(answer).path("actions");
    }

    /** Everything an agent is told, but for which attempt it is. */
    private static Map<String, Object> view(Assign told) {
        return Map.ofEntries(
                Map.entry("task", told.getTaskName()),
                Map.entry("name", told.getActionName()),
                Map.entry("image", told.getImage()),
                Map.entry("command", told.getCommandList()),
                Map.entry("environment", told.getEnvironmentMap()),
                Map.entry("volumes", told.getVolumesList()),
                Map.entry("secrets", told.getSecretsMap()),
                Map.entry("pid", told.getPid()),
                Map.entry("timeout", told.getTimeoutSeconds()),
                Map.entry("class", name(told.getClass_())),
                Map.entry("onFailure", told.getOnFailureList()),
                Map.entry("onTimeout", told.getOnTimeoutList()));
    }

    private static Map<String, Object> view(JsonNode shown) {
        return Map.ofEntries(
                Map.entry("task", shown.path("task").asString()),
                Map.entry("name", shown.path("name").asString()),
                Map.entry("image", shown.path("image").asString()),
                Map.entry("command", words(shown.path("command"))),
                Map.entry("environment", values(shown.path("environment"))),
                Map.entry("volumes", words(shown.path("volumes"))),
                Map.entry("secrets", values(shown.path("secrets"))),
                Map.entry("pid", shown.path("pid").asString()),
                Map.entry("timeout", shown.path("timeoutSeconds").asLong()),
                Map.entry("class", shown.path("actionClass").asString().toLowerCase(Locale.ROOT)),
                Map.entry("onFailure", words(shown.path("onFailure"))),
                Map.entry("onTimeout", words(shown.path("onTimeout"))));
    }

    private static String name(ActionClass of) {
        return of.name().replace("ACTION_CLASS_", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> words(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static Map<String, String> values(JsonNode object) {
        return object.propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().asString()));
    }
}
