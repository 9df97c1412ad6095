package dev.kindling.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.PutHardwareRequest;
import dev.kindling.proto.template.v1.GetTemplateRequest;
import dev.kindling.proto.template.v1.PutTemplateRequest;
import dev.kindling.proto.template.v1.TemplateServiceGrpc;
import dev.kindling.proto.workflow.v1.CreateWorkflowRequest;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong is named with its place, its value and the rule at both doors, and leaves no trace in any table. */
class BadInputTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MAC = "dc:a6:32:42:00:c8";
    private static final String BOARD = Documents.board(new UUID(7, 200), 200);
    private static final String OTHER = Documents.board(new UUID(7, 100), 100);
    private static final String DHCP = "/network/interfaces/0/dhcp/";

    private static final String TEMPLATE = """
            version: "0.1"
            name: bad
            tasks:
            - name: t1
              worker: "{{.device_1}}"
              actions:
              - name: a1
                image: kindling/wipe
            """;

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Channels channels;
    private static Channel admin;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        channels = new Channels(server);
        admin = channels.withToken(server.adminToken());
        assertThat(server.send("POST", "/api/v1/hardware", BOARD).statusCode()).isEqualTo(201);
        String asking = TEMPLATE.replace("name: bad", "name: asking").replace("kindling/wipe", "\"{{.never_given}}\"");
        assertThat(server.send("POST", "/api/v1/templates", asking).statusCode())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    /** Where a document goes. */
    private enum Kind {
        HARDWARE("/api/v1/hardware"),
        TEMPLATE("/api/v1/templates"),
        WORKFLOW("/api/v1/workflows");

        private final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    /** @param pointer a part of it will do, as of the rule */
    private record Bad(String name, Kind kind, String document, String pointer, String value, String rule) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(hardware(), templates(), workflows()).flatMap(List::stream);
    }

    private static List<Bad> hardware() {
        return List.of(
                hardware("duplicate MAC", OTHER.replace("dc:a6:32:42:00:64", MAC), "mac", MAC, "already belongs to"),
                hardware(
                        "duplicate IP",
                        OTHER.replace("192.168.42.100", "192.168.42.200"),
                        "ip/address",
                        "192.168.42.200",
                        "already belongs to hardware " + new UUID(7, 200)),
                hardware(
                        "gateway outside its subnet",
                        OTHER.replace("\"gateway\": \"192.168.42.1\"", "\"gateway\": \"192.168.43.1\""),
                        "ip/gateway",
                        "192.168.43.1",
                        "outside the subnet of the address, 192.168.42.0/24"),
                hardware(
                        "malformed MAC",
                        OTHER.replace("dc:a6:32:42:00:64", "dc:a6:32:42:00:zz"),
                        "mac",
                        "dc:a6:32:42:00:zz",
                        "is not a MAC address"),
                hardware(
                        "unknown architecture",
                        OTHER.replace("aarch64", "aarch46"),
                        "arch",
                        "aarch46",
                        "the nearest is 'aarch64'"),
                hardware("unknown key", OTHER.replace("\"uefi\"", "\"efi\""), "efi", "efi", "the nearest is 'uefi'"));
    }

    private static Bad hardware(String name, String document, String field, String value, String rule) {
        return new Bad("hardware: " + name, Kind.HARDWARE, document, DHCP + field, value, rule);
    }

    private static List<Bad> templates() {
        String image = "image: kindling/wipe\n";
        String task = "- name: t1\n  worker: " + MAC + "\n  actions:\n  - {name: a, image: x}\n";
        return List.of(
                template("not YAML", "name: bad\n", "name: [\n", "line", "", "is not YAML"),
                template(
                        "unknown key",
                        "    image:",
                        "    imgae:",
                        "line 8, column 5 (/tasks/0/actions/0/imgae)",
                        "imgae",
                        "the nearest is 'image'"),
                template("duplicate key", image, image + "    image: x/y\n", "line 9, column 5", "image", "twice"),
                template("two tasks of one name", image, image + task, "(/tasks/1/name)", "t1", "another task"),
                template(
                        "two actions of one name",
                        image,
                        image + "  - {name: a1, image: x/y}\n",
                        "(/tasks/0/actions/1/name)",
                        "a1",
                        "another action"),
                template("missing worker", "  worker: \"{{.device_1}}\"\n", "", "(/tasks/0/worker)", "", "is missing"),
                template("alias bomb", "tasks:\n", bomb() + "tasks:\n", "line", "", "values with its aliases"));
    }

    private static Bad template(
            String name, String find, String replacement, String pointer, String value, String rule) {
        String text = TEMPLATE.replace(find, replacement);
        assertThat(text).isNotEqualTo(TEMPLATE);
        return new Bad("template: " + name, Kind.TEMPLATE, text, pointer, value, rule);
    }

    private static String bomb() {
        StringBuilder bomb = new StringBuilder("x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            String aliases = String.join(", ", java.util.Collections.nCopies(9, "*x" + (i - 1)));
            bomb.append("x%d: &x%d [%s]\n".formatted(i, i, aliases));
        }
        return bomb.toString();
    }

    private static List<Bad> workflows() {
        return List.of(
                new Bad(
                        "workflow: unknown hardware",
                        Kind.WORKFLOW,
                        "{\"template\": \"asking\", \"devices\": {\"device_1\": \"02:00:00:00:00:01\"}}",
                        "/devices/device_1",
                        "02:00:00:00:00:01",
                        "is not in the inventory"),
                new Bad(
                        "workflow: missing template key",
                        Kind.WORKFLOW,
                        "{\"template\": \"asking\", \"devices\": {\"device_1\": \"" + MAC + "\"}}",
                        "line 8, column",
                        ".never_given",
                        "never_given"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void overRestItIsNamedAndChangesNothing(Bad bad) {
        Map<String, Long> before = rows();

        HttpResponse<String> answer = server.send("POST", bad.kind().path, bad.document());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode violations = JSON.readTree(answer.body()).at("/violations");
        assertThat(violations.valueStream())
                .as(answer.body())
                .anyMatch(each -> each.at("/pointer").asString().contains(bad.pointer())
                        && each.at("/value").asString().equals(bad.value())
                        && each.at("/rule").asString().contains(bad.rule()));
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void overGrpcItIsNamedAndChangesNothing(Bad bad) throws InvalidProtocolBufferException {
        Map<String, Long> before = rows();

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> sendByGrpc(bad));

        assertThat(refused).isNotNull();
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        BadRequest details = StatusProto.fromThrowable(refused).getDetails(0).unpack(BadRequest.class);
        assertThat(details.getFieldViolationsList())
                .anyMatch(each -> each.getField().contains(bad.pointer())
                        && each.getDescription().startsWith("'" + bad.value() + "': ")
                        && each.getDescription().contains(bad.rule()));
        assertThat(refused.getStatus().getDescription()).contains(bad.pointer(), "'" + bad.value() + "'", bad.rule());
        assertThat(rows()).isEqualTo(before);
    }

    private static void sendByGrpc(Bad bad) {
        switch (bad.kind()) {
            case HARDWARE ->
                HardwareServiceGrpc.newBlockingStub(admin)
                        .put(PutHardwareRequest.newBuilder()
                                .setDocument(bad.document())
                                .build());
            case TEMPLATE ->
                TemplateServiceGrpc.newBlockingStub(admin)
                        .put(PutTemplateRequest.newBuilder()
                                .setText(bad.document())
                                .build());
            case WORKFLOW -> createByGrpc(bad.document());
        }
    }

    private static String createByGrpc(String document) {
        JsonNode wish = JSON.readTree(document);
        CreateWorkflowRequest.Builder request = CreateWorkflowRequest.newBuilder()
                .setTemplate(wish.at("/template").asString());
        wish.at("/devices")
                .propertyStream()
                .forEach(each ->
                        request.putDevices(each.getKey(), each.getValue().asString()));
        return WorkflowServiceGrpc.newBlockingStub(admin)
                .create(request.build())
                .getId();
    }

    @Test
    void moreViolationsThanHeadersCarryAreCountedOverGrpc() throws InvalidProtocolBufferException {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            actions.add("  - {name: b" + i + ", image: 'ÄÖ %" + "x".repeat(150) + "'}\n");
        }
        Bad many = new Bad("", Kind.TEMPLATE, TEMPLATE + String.join("", actions), "", "", "");

        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> sendByGrpc(many));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        BadRequest details = StatusProto.fromThrowable(refused).getDetails(0).unpack(BadRequest.class);
        int shown = details.getFieldViolationsCount() - 1;
        assertThat(shown).isGreaterThan(5);
        assertThat(details.getFieldViolations(shown).getDescription()).isEqualTo("and " + (300 - shown) + " more");
    }

    @Test
    void scalarsOfAnEnvironmentKeepTheirTextAtBothDoors() {
        String environment = TEMPLATE.replace(
                "image: kindling/wipe", "image: kindling/writefile\n    environment: {MODE: 0644, ON: yes}");
        String overRest = environment.replace("name: bad", "name: over-rest");
        String overGrpc = environment.replace("name: bad", "name: over-grpc");

        assertThat(server.send("POST", "/api/v1/templates", overRest).statusCode())
                .isEqualTo(201);
        TemplateServiceGrpc.TemplateServiceBlockingStub templates = TemplateServiceGrpc.newBlockingStub(admin);
        templates.put(PutTemplateRequest.newBuilder().setText(overGrpc).build());
        HttpResponse<String> created = server.send("POST", "/api/v1/workflows", wish("over-rest"));
        String other = createByGrpc(wish("over-grpc"));

        assertThat(server.send("GET", "/api/v1/templates/over-rest", "").body()).isEqualTo(overRest);
        GetTemplateRequest read =
                GetTemplateRequest.newBuilder().setIdOrName("over-grpc").build();
        assertThat(templates.get(read).getText()).isEqualTo(overGrpc);
        for (String id : List.of(JSON.readTree(created.body()).at("/id").asString(), other)) {
            assertThat(frozen(id, "MODE")).isEqualTo("0644");
            assertThat(frozen(id, "ON")).isEqualTo("yes");
        }
    }

    private static String wish(String template) {
        return "{\"template\": \"" + template + "\", \"devices\": {\"device_1\": \"" + MAC + "\"}}";
    }

    private static String frozen(String workflow, String name) {
        return server.bean(JdbcClient.class)
                .sql("select plan -> 'environment' ->> :name from workflow_action where workflow_id = :id")
                .param("name", name)
                .param("id", UUID.fromString(workflow))
                .query(String.class)
                .single();
    }

    /** Rows of every table that a request could change. */
    private static Map<String, Long> rows() {
        return Stream.of("hardware", "machine", "template", "workflow", "workflow_action", "audit", "event")
                .collect(Collectors.toMap(
                        table -> table,
                        table -> server.bean(JdbcClient.class)
                                .sql("select count(*) from " + table)
                                .query(Long.class)
                                .single()));
    }
}
