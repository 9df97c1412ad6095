package dev.kindling.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.kindling.proto.hardware.v1.DeleteHardwareRequest;
import dev.kindling.proto.hardware.v1.GetHardwareRequest;
import dev.kindling.proto.hardware.v1.Hardware;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.ListHardwareRequest;
import dev.kindling.proto.hardware.v1.ListHardwareResponse;
import dev.kindling.proto.hardware.v1.PutHardwareRequest;
import dev.kindling.proto.secret.v1.DeleteSecretRequest;
import dev.kindling.proto.secret.v1.ListSecretsRequest;
import dev.kindling.proto.secret.v1.PutSecretRequest;
import dev.kindling.proto.secret.v1.SecretAdminServiceGrpc;
import dev.kindling.proto.template.v1.DeleteTemplateRequest;
import dev.kindling.proto.template.v1.ListTemplatesRequest;
import dev.kindling.proto.template.v1.PutTemplateRequest;
import dev.kindling.proto.template.v1.Template;
import dev.kindling.proto.template.v1.TemplateServiceGrpc;
import dev.kindling.proto.timeline.v1.Event;
import dev.kindling.proto.timeline.v1.FollowTimelineRequest;
import dev.kindling.proto.timeline.v1.ReadTimelineRequest;
import dev.kindling.proto.timeline.v1.ReadTimelineResponse;
import dev.kindling.proto.timeline.v1.TimelineServiceGrpc;
import dev.kindling.proto.workflow.v1.CancelWorkflowRequest;
import dev.kindling.proto.workflow.v1.CreateWorkflowRequest;
import dev.kindling.proto.workflow.v1.DeleteWorkflowRequest;
import dev.kindling.proto.workflow.v1.GetWorkflowRequest;
import dev.kindling.proto.workflow.v1.ListWorkflowsRequest;
import dev.kindling.proto.workflow.v1.Workflow;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What people do over gRPC, and that REST then shows the same. */
class GrpcDoorsTests {

    private static final JsonMapper JSON = JsonMapper.shared();

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
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    @Test
    void hardwareIsDeclaredFoundListedReplacedAndForgotten() {
        HardwareServiceGrpc.HardwareServiceBlockingStub hardware = HardwareServiceGrpc.newBlockingStub(admin);
        UUID id = new UUID(-1, 11);
        Hardware declared = hardware.put(put(id, 11));
        hardware.put(put(new UUID(-1, 12), 12));

        assertThat(JSON.readTree(declared.getDocument())).isEqualTo(JSON.readTree(Documents.board(id, 11)));
        assertThat(JSON.readTree(
                        server.send("GET", "/api/v1/hardware/" + id, "").body()))
                .isEqualTo(JSON.readTree(declared.getDocument()));
        ListHardwareRequest.Builder pages = ListHardwareRequest.newBuilder().setLimit(1);
        ListHardwareResponse page =
                hardware.list(pages.setAfter(new UUID(-1, 10).toString()).build());
        assertThat(page.getItemsList()).extracting(Hardware::getId).containsExactly(id.toString());
        assertThat(hardware.list(pages.setAfter(page.getNext()).build()).getNext())
                .isEmpty();
        assertThat(hardware.list(ListHardwareRequest.newBuilder()
                                .setMac("DC:A6:32:42:00:0B")
                                .build())
                        .getItemsList())
                .extracting(Hardware::getId)
                .containsExactly(id.toString());

        PutHardwareRequest again = put(id, 13).toBuilder()
                .setId(id.toString())
                .setExpectedVersion(declared.getVersion())
                .build();
        assertThat(hardware.put(again).getVersion()).isGreaterThan(declared.getVersion());
        assertThat(code(() -> hardware.put(again))).isEqualTo(Status.Code.ABORTED);
        hardware.delete(DeleteHardwareRequest.newBuilder().setId(id.toString()).build());
        assertThat(code(() -> hardware.get(
                        GetHardwareRequest.newBuilder().setId(id.toString()).build())))
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(code(() -> hardware.get(
                        GetHardwareRequest.newBuilder().setId("seven").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(() -> hardware.list(
                        ListHardwareRequest.newBuilder().setLimit(1001).build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void workflowIsMadeOfATemplateListedCancelledAndDeleted() {
        HardwareServiceGrpc.newBlockingStub(admin).put(put(UUID.randomUUID(), 21));
        Template template = template("made-here");
        WorkflowServiceGrpc.WorkflowServiceBlockingStub workflows = WorkflowServiceGrpc.newBlockingStub(admin);
        CreateWorkflowRequest wish = CreateWorkflowRequest.newBuilder()
                .setTemplate(template.getName())
                .putDevices("device_1", "dc:a6:32:42:00:15")
                .setData("{\"word\": \"hello\"}")
                .build();

        Workflow made = workflows.create(wish);

        assertThat(made.getState()).isEqualTo("PENDING");
        assertThat(made.getActions(0).getName()).isEqualTo("say-hello");
        assertThat(made.hasStartedAt()).isFalse();
        ListWorkflowsRequest pending = ListWorkflowsRequest.newBuilder()
                .setState("pending")
                .setMachine("dc:a6:32:42:00:15")
                .build();
        assertThat(workflows.list(pending).getItemsList())
                .extracting(Workflow::getId)
                .containsExactly(made.getId());
        assertThat(code(() -> workflows.create(wish.toBuilder().setData("[1]").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(workflows
                        .cancel(CancelWorkflowRequest.newBuilder()
                                .setId(made.getId())
                                .build())
                        .getState())
                .isEqualTo("CANCELLED");
        workflows.delete(DeleteWorkflowRequest.newBuilder().setId(made.getId()).build());
        assertThat(code(() -> workflows.get(
                        GetWorkflowRequest.newBuilder().setId(made.getId()).build())))
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void templateIsReplacedListedWithoutTextAndDeleted() {
        TemplateServiceGrpc.TemplateServiceBlockingStub templates = TemplateServiceGrpc.newBlockingStub(admin);
        Template first = template("replaced");
        PutTemplateRequest again = PutTemplateRequest.newBuilder()
                .setIdOrName("replaced")
                .setText(first.getText() + "# again\n")
                .setExpectedVersion(first.getVersion())
                .build();

        assertThat(code(() -> template("replaced"))).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(templates.put(again).getText()).endsWith("# again\n");
        assertThat(code(() -> templates.put(again))).isEqualTo(Status.Code.ABORTED);
        assertThat(templates
                        .list(ListTemplatesRequest.newBuilder()
                                .setAfter("replacec")
                                .setLimit(1)
                                .build())
                        .getItemsList())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.getId()).isEqualTo(first.getId());
                    assertThat(each.getText()).isEmpty();
                });
        templates.delete(
                DeleteTemplateRequest.newBuilder().setIdOrName("replaced").build());
        assertThat(server.send("GET", "/api/v1/templates/replaced", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void secretGoesInAndNeverComesOut() {
        SecretAdminServiceGrpc.SecretAdminServiceBlockingStub secrets = SecretAdminServiceGrpc.newBlockingStub(admin);
        PutSecretRequest wish = PutSecretRequest.newBuilder()
                .setName("join-token")
                .setValue(ByteString.copyFromUtf8("K10-hidden"))
                .setCluster("k3s-rpi4")
                .build();

        assertThat(secrets.put(wish).getCluster()).isEqualTo("k3s-rpi4");
        assertThat(secrets.list(ListSecretsRequest.getDefaultInstance()).toString())
                .contains("join-token")
                .doesNotContain("K10-hidden");
        assertThat(server.send("GET", "/api/v1/audit", "").body())
                .contains("secret/join-token")
                .doesNotContain("K10-hidden");
        assertThat(code(() -> secrets.put(wish.toBuilder().addMachines("zz").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        secrets.delete(DeleteSecretRequest.newBuilder().setName("join-token").build());
        assertThat(secrets.list(ListSecretsRequest.getDefaultInstance()).getItemsList())
                .isEmpty();
    }

    @Test
    void timelineIsReadAndFollowed() {
        String mac = "dc:a6:32:42:00:1f";
        TimelineServiceGrpc.TimelineServiceBlockingStub timeline = TimelineServiceGrpc.newBlockingStub(admin);
        try (Context.CancellableContext caller = Context.current().withCancellation()) {
            Iterator<Event> events = follow(
                    caller,
                    timeline,
                    FollowTimelineRequest.newBuilder()
                            .setMachine(mac)
                            .setAfter("0-0")
                            .build());
            PutHardwareRequest declared = put(UUID.randomUUID(), 31);
            Hardware stored = HardwareServiceGrpc.newBlockingStub(admin).put(declared);

            Event first = events.next();

            assertThat(first.getKind()).isEqualTo("hardware.changed");
            assertThat(first.getMachine()).isEqualTo(mac);
            assertThat(first.getFactsMap()).containsEntry("hardware", stored.getId());
            ReadTimelineRequest.Builder request =
                    ReadTimelineRequest.newBuilder().setMachine(mac);
            ReadTimelineResponse read = timeline.read(request.build());
            assertThat(read.getItemsList()).containsExactly(first);
            assertThat(timeline.read(request.setAfter(first.getCursor()).build())
                            .getItemsList())
                    .isEmpty();
        }
        assertThat(code(() -> timeline.read(
                        ReadTimelineRequest.newBuilder().setMachine("zz").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void onlyTheKindsTheWorkflowAndTheLabelsThatAreAskedForAreFollowed() {
        TimelineServiceGrpc.TimelineServiceBlockingStub timeline = TimelineServiceGrpc.newBlockingStub(admin);
        HardwareServiceGrpc.newBlockingStub(admin).put(put(UUID.randomUUID(), 41));
        HardwareServiceGrpc.newBlockingStub(admin).put(put(UUID.randomUUID(), 42));
        String path = "/api/v1/machines/dc:a6:32:42:00:2a/labels";
        assertThat(server.send("PUT", path, "{\"room\": \"followed\"}").statusCode())
                .isEqualTo(200);
        Template template = template("followed");
        Workflow made = WorkflowServiceGrpc.newBlockingStub(admin)
                .create(CreateWorkflowRequest.newBuilder()
                        .setTemplate(template.getName())
                        .putDevices("device_1", "dc:a6:32:42:00:29")
                        .setData("{\"word\": \"hello\"}")
                        .build());
        FollowTimelineRequest all =
                FollowTimelineRequest.newBuilder().setAfter("0-0").build();
        try (Context.CancellableContext caller = Context.current().withCancellation()) {
            Event ofRoom = follow(
                            caller,
                            timeline,
                            all.toBuilder().setSelector("room=followed").build())
                    .next();
            Event ofWorkflow = follow(
                            caller,
                            timeline,
                            all.toBuilder().setWorkflow(made.getId()).build())
                    .next();
            Event ofKind = follow(
                            caller,
                            timeline,
                            all.toBuilder().addKinds("workflow.*").build())
                    .next();

            assertThat(ofRoom.getMachine()).isEqualTo("dc:a6:32:42:00:2a");
            assertThat(ofWorkflow.getWorkflow()).isEqualTo(made.getId());
            assertThat(ofKind.getKind()).startsWith("workflow.");
        }
        assertThat(code(() ->
                        timeline.follow(all.toBuilder().addKinds("A B").build()).next()))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(() -> timeline.follow(
                                all.toBuilder().setSelector("ro om").build())
                        .next()))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    private static Iterator<Event> follow(
            Context caller, TimelineServiceGrpc.TimelineServiceBlockingStub timeline, FollowTimelineRequest request) {
        Iterator<?>[] events = new Iterator<?>[1];
        caller.run(() ->
                events[0] = timeline.withDeadlineAfter(30, TimeUnit.SECONDS).follow(request));
        @SuppressWarnings("unchecked")
        Iterator<Event> typed = (Iterator<Event>) events[0];
        return typed;
    }

    private static PutHardwareRequest put(UUID id, int last) {
        return PutHardwareRequest.newBuilder()
                .setDocument(Documents.board(id, last))
                .build();
    }

    private static Template template(String name) {
        return TemplateServiceGrpc.newBlockingStub(admin)
                .put(PutTemplateRequest.newBuilder()
                        .setText("""
                        version: "0.1"
                        name: NAME
                        tasks:
                        - name: t
                          worker: "{{.device_1}}"
                          actions:
                          - {name: "say-{{.word}}", image: kindling/exec}
                        """.replace("NAME", name))
                        .build());
    }

    private static Status.Code code(ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }
}
