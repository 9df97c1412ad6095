package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What single verbs send, print and end with. */
class VerbTests {

    private static final String PROBLEM =
            "{\"text\":\"name: x\\n\",\"problems\":[{\"pointer\":\"/tasks/0\",\"value\":\"y\",\"rule\":\"is wrong\"}]}";

    @TempDir
    Path directory;

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void machineLabelChangesSomeAndKeepsTheOthers() {
        api.on("GET machines/m", 200, "{\"mac\":\"m\",\"labels\":{\"room\":\"a\",\"shelf\":\"1\",\"old\":\"x\"}}")
                .on("PUT machines/m/labels", 200, "{}");

        assertThat(api.run("machine", "label", "m", "room=b", "rack=7", "old-")).isZero();

        assertThat(sent("PUT machines/m/labels"))
                .isEqualTo(Api.json("{\"room\":\"b\",\"shelf\":\"1\",\"rack\":\"7\"}"));
        assertThat(api.out()).contains("machine m labelled");
        assertThat(api.run("machine", "label", "m", "room")).isEqualTo(2);
        assertThat(api.err()).contains("'room' is neither NAME=VALUE nor NAME-");
        assertThat(api.run("machine", "label", "nobody", "room=b")).isEqualTo(3);
    }

    @Test
    void webhookIsCreatedAndOnlyItsSecretGoesToTheOutput() {
        api.on("POST webhooks", 201, "{\"webhook\":{\"id\":\"w1\"},\"secret\":\"hush\"}");

        int code = api.run(
                "webhook", "create", "https://h/x", "--kind", "workflow.moved", "--kind", "hardware.*", "-l", "room=b");

        assertThat(code).isZero();
        assertThat(sent("POST webhooks"))
                .isEqualTo(
                        Api.json(
                                "{\"url\":\"https://h/x\",\"kinds\":[\"workflow.moved\",\"hardware.*\"],\"selector\":\"room=b\"}"));
        assertThat(api.out()).isEqualToIgnoringNewLines("hush");
        assertThat(api.err()).contains("webhook w1 created");
        assertThat(api.run("webhook", "create")).isEqualTo(2);
    }

    @Test
    void webhooksAreListedRevivedAndDeleted() {
        api.on("GET webhooks?limit=200", 200, """
                        {"items":[{"id":"w1","state":"DEAD","url":"https://h/x","kinds":["a.b"],"selector":"","problem":"HTTP 503"}],
                         "next":null}""")
                .on("POST webhooks/w1/revive", 200, "{\"state\":\"ACTIVE\"}")
                .on("DELETE webhooks/w1", 204, "");

        assertThat(api.run("webhook", "list")).isZero();
        assertThat(api.run("webhook", "revive", "w1")).isZero();
        assertThat(api.run("webhook", "delete", "w1")).isZero();

        assertThat(api.out())
                .containsPattern("w1 +DEAD +https://h/x +\\[\"a.b\"] +- +HTTP 503")
                .contains("webhook w1 is ACTIVE")
                .contains("webhook w1 deleted");
        assertThat(api.run("webhook", "delete", "w2")).isEqualTo(3);
    }

    @Test
    void batchIsCancelledAndARefusalIsShown() {
        api.on("POST batches/b1/cancel", 200, "{\"state\":\"CANCELLED\"}")
                .on("POST batches/b2/cancel", 409, "{\"detail\":\"batch b2 is DONE already\"}");

        assertThat(api.run("batch", "cancel", "b1")).isZero();
        assertThat(api.run("batch", "cancel", "b2")).isEqualTo(1);

        assertThat(api.out()).contains("batch b1 is CANCELLED");
        assertThat(api.err()).contains("batch b2 is DONE already");
    }

    @Test
    void templateIsRenderedAndItsProblemsGoToTheOtherStream() throws IOException {
        Path file = Files.writeString(directory.resolve("t.yaml"), "name: {{.x}}\n");
        api.on("POST templates/node/render", 200, "{\"text\":\"name: node\\n\",\"problems\":[]}")
                .on("POST templates/render", 200, PROBLEM);

        int stored = api.run("template", "render", "node", "--device", "device_1=dc:a6:32:00:00:01", "--set", "x=1");
        int unstored = api.run("template", "render", "-f", file.toString());

        assertThat(stored).isZero();
        assertThat(unstored).isEqualTo(1);
        assertThat(sent("POST templates/node/render"))
                .isEqualTo(Api.json("{\"devices\":{\"device_1\":\"dc:a6:32:00:00:01\"},\"data\":{\"x\":\"1\"}}"));
        assertThat(sent("POST templates/render").path("text").asString()).isEqualTo("name: {{.x}}\n");
        assertThat(api.out()).isEqualTo("name: node\nname: x\n");
        assertThat(api.err()).contains("t.yaml: /tasks/0 'y': is wrong");
        assertThat(api.run("template", "render")).isEqualTo(2);
    }

    @Test
    void lintNamesTheFileOfEveryProblem() throws IOException {
        Path clean = Files.writeString(directory.resolve("clean.yaml"), "a");
        api.on("POST templates/lint", 200, "{\"problems\":[]}");
        assertThat(api.run("template", "lint", clean.toString())).isZero();
        assertThat(api.out()).isEmpty();
        api.on("POST templates/lint", 200, PROBLEM);

        assertThat(api.run("template", "lint", clean.toString(), directory + "/none.yaml"))
                .isEqualTo(1);

        assertThat(api.out()).contains("clean.yaml: /tasks/0 'y': is wrong");
        assertThat(api.err()).contains("none.yaml: there is no such file");
    }

    @Test
    void workflowTakesAMachineForEachNameOfItsTemplate() {
        api.on("POST workflows", 201, "{\"id\":\"w1\"}");

        assertThat(api.run("workflow", "create", "pair", "m1", "--device", "device_2=m2"))
                .isZero();

        assertThat(sent("POST workflows").path("devices"))
                .isEqualTo(Api.json("{\"device_1\":\"m1\",\"device_2\":\"m2\"}"));
        assertThat(api.run("workflow", "create", "pair", "m1", "--device", "device_1=m2"))
                .isEqualTo(2);
        assertThat(api.run("workflow", "create", "pair", "--device", "device_1=m2", "-l", "room=b"))
                .isEqualTo(2);
        assertThat(api.err()).contains("'m1' is device_1, and so is a --device");
    }

    @Test
    void logsShowWhatHasRunAndNameWhatHasNot() {
        api.on("GET workflows/w", 200, """
                        {"actions":[{"name":"wipe","attempt":1},{"name":"quiet","attempt":2},{"name":"burn","attempt":0},
                         {"name":"boot","attempt":0}]}""")
                .on("GET workflows/w/actions/0/log", 200, "wiped\n")
                .on("GET workflows/w/actions/1/log", 200, "");

        assertThat(api.run("workflow", "logs", "w")).isZero();

        assertThat(api.out().lines())
                .containsExactly("--- wipe", "wiped", "--- quiet", "(wrote nothing)", "not run: burn, boot");
    }

    @Test
    void hardwareIsListedByLabelAndHasNoStates() {
        api.on("GET hardware?selector=room%3Db&limit=200", 200, "{\"items\":[{\"id\":\"h1\"}],\"next\":null}");

        assertThat(api.run("hardware", "list", "-l", "room=b")).isZero();

        assertThat(api.out()).contains("h1");
        assertThat(api.run("hardware", "list", "--state", "declared")).isEqualTo(2);
        assertThat(api.err()).contains("hardware has no states");
    }

    private JsonNode sent(String request) {
        String found = api.requests().stream()
                .filter(each -> each.startsWith(request + " "))
                .findFirst()
                .orElseThrow();
        return Api.json(found.substring(request.length() + 1));
    }
}
