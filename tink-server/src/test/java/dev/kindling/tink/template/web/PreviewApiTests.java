package dev.kindling.tink.template.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.proto.template.v1.PreviewTemplateRequest;
import dev.kindling.proto.template.v1.RenderTemplateResponse;
import dev.kindling.proto.template.v1.TemplatePreviewServiceGrpc;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PreviewApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MAC = "dc:a6:32:42:00:0b";

    @TempDir
    static Path data;

    private static TinkServer server;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        server.send("POST", "/api/v1/hardware", Documents.board(new UUID(0, 11), 11));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String template(String image, String value) {
        return """
                version: "0.1"
                name: preview
                tasks:
                  - name: one
                    worker: "{{.device_1}}"
                    actions:
                      - name: write
                        image: %s
                        environment:
                          VALUE: "%s"
                """.formatted(image, value);
    }

    private static JsonNode post(String path, Map<String, Object> wish) {
        return JSON.readTree(
                server.send("POST", path, JSON.writeValueAsString(wish)).body());
    }

    @Test
    void aStoredTemplateIsShownAsItWouldRunAndNothingIsCreated() {
        server.send(
                "POST",
                "/api/v1/templates",
                template("kindling/exec", "{{.address | quote | b64enc}} {{.hardware.metadata.cluster.role | upper}}"),
                "Content-Type",
                "application/yaml");

        JsonNode rendered = post("/api/v1/templates/preview/render", Map.of("devices", Map.of("device_1", MAC)));

        assertThat(rendered.path("text").asString())
                .contains("worker: \"" + MAC + "\"")
                .contains("VALUE: \"IjE5Mi4xNjguNDIuMTEi WORKER\"");
        assertThat(rendered.path("problems").isEmpty()).isTrue();
        assertThat(JSON.readTree(server.send("GET", "/api/v1/workflows", "").body())
                        .path("items")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aTextThatIsNotStoredIsShownWithWhatIsWrongWithIt() {
        JsonNode rendered = post(
                "/api/v1/templates/render",
                Map.of("text", template("UPPER", "{{.v}}"), "data", Map.of("v", "x", "device_1", "zz")));

        assertThat(rendered.path("text").asString()).contains("VALUE: \"x\"");
        assertThat(rules(rendered)).hasSize(2).anyMatch(rule -> rule.contains("is not an image reference"));
    }

    @Test
    void lintListsEveryProblemOfTheLanguageAndOfTheStructureAtOnce() {
        String bad = template("UPPER", "{{.a | nofunc}} {{if}} {{end}} {{printf \\\"x}}")
                .replace("version: \"0.1\"", "version: \"9\"")
                .replace("environment:", "enviroment:");

        JsonNode found = post("/api/v1/templates/lint", Map.of("text", bad));

        assertThat(rules(found))
                .anyMatch(rule -> rule.contains("function \"nofunc\" not defined"))
                .anyMatch(rule -> rule.contains("missing value for if"))
                .anyMatch(rule -> rule.contains("unexpected \"\\\\\" in operand"))
                .anyMatch(rule -> rule.contains("is not a version we know"))
                .anyMatch(rule -> rule.contains("the nearest is 'environment'"))
                .anyMatch(rule -> rule.contains("is not an image reference"));
    }

    @Test
    void lintWithDataFindsEveryMissingValue() {
        String bad = template("kindling/exec", "{{.first}} {{.second | upper}} {{.hardware.nope.deep}}");

        JsonNode found = post(
                "/api/v1/templates/lint",
                Map.of("text", bad, "devices", Map.of("device_1", MAC), "data", Map.of("x", 1)));

        assertThat(rules(found))
                .hasSize(3)
                .allMatch(rule -> rule.contains("map has no entry"))
                .anyMatch(rule -> rule.contains("\"first\""))
                .anyMatch(rule -> rule.contains("\"second\""))
                .anyMatch(rule -> rule.contains("\"nope\""));
        assertThat(found.at("/problems/0/pointer").asString()).startsWith("line 10, column ");
    }

    @Test
    void aGoodTemplateHasNoProblem() {
        JsonNode found = post(
                "/api/v1/templates/lint",
                Map.of(
                        "text",
                        template("kindling/exec", "{{.x}}"),
                        "devices",
                        Map.of("device_1", MAC),
                        "data",
                        Map.of("x", 1)));

        assertThat(rules(found)).isEmpty();
    }

    @Test
    void grpcShowsTheSameAndTellsWhatIsMissing() {
        try (Channels channels = new Channels(server)) {
            TemplatePreviewServiceGrpc.TemplatePreviewServiceBlockingStub preview =
                    TemplatePreviewServiceGrpc.newBlockingStub(channels.withToken(server.adminToken()));
            PreviewTemplateRequest wish = PreviewTemplateRequest.newBuilder()
                    .setText(template("kindling/exec", "{{.v}}"))
                    .putDevices("device_1", MAC)
                    .build();

            RenderTemplateResponse rendered =
                    preview.render(wish.toBuilder().setData("{\"v\": 7}").build());

            assertThat(rendered.getText()).contains("VALUE: \"7\"");
            assertThat(preview.lint(wish).getProblemsList())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.getRule()).contains("map has no entry for key \"v\""));
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> preview.render(wish))
                    .withMessageContaining("INVALID_ARGUMENT");
        }
    }

    private static List<String> rules(JsonNode answer) {
        return StreamSupport.stream(answer.path("problems").spliterator(), false)
                .map(problem -> problem.path("rule").asString())
                .toList();
    }
}
