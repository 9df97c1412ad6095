package dev.kindling.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kindling.proto.batch.v1.Batch;
import dev.kindling.proto.batch.v1.BatchServiceGrpc;
import dev.kindling.proto.batch.v1.CancelBatchRequest;
import dev.kindling.proto.batch.v1.CreateBatchRequest;
import dev.kindling.proto.batch.v1.GetBatchRequest;
import dev.kindling.proto.batch.v1.ListBatchesRequest;
import dev.kindling.proto.hardware.v1.Hardware;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.ListHardwareRequest;
import dev.kindling.proto.machine.v1.GetMachineRequest;
import dev.kindling.proto.machine.v1.LabelMachineRequest;
import dev.kindling.proto.machine.v1.ListMachinesRequest;
import dev.kindling.proto.machine.v1.Machine;
import dev.kindling.proto.machine.v1.MachineServiceGrpc;
import dev.kindling.proto.webhook.v1.CreateWebhookRequest;
import dev.kindling.proto.webhook.v1.CreateWebhookResponse;
import dev.kindling.proto.webhook.v1.DeleteWebhookRequest;
import dev.kindling.proto.webhook.v1.GetWebhookRequest;
import dev.kindling.proto.webhook.v1.ListWebhooksRequest;
import dev.kindling.proto.webhook.v1.ReviveWebhookRequest;
import dev.kindling.proto.webhook.v1.Webhook;
import dev.kindling.proto.webhook.v1.WebhookServiceGrpc;
import dev.kindling.proto.workflow.v1.CreateWorkflowRequest;
import dev.kindling.proto.workflow.v1.ListWorkflowsRequest;
import dev.kindling.proto.workflow.v1.Workflow;
import dev.kindling.proto.workflow.v1.WorkflowServiceGrpc;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.workflow.grpc.Lab;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fleet's owner does over gRPC, and that REST then shows the same. */
class GrpcFleetTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Channels channels;
    private static Channel admin;
    private static Lab lab;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        channels = new Channels(server);
        admin = channels.withToken(server.adminToken());
        lab = new Lab(server);
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    private static Machine labelled(String... labels) {
        LabelMachineRequest.Builder request =
                LabelMachineRequest.newBuilder().setMac(lab.board().mac().text());
        for (int i = 0; i < labels.length; i += 2) {
            request.putLabels(labels[i], labels[i + 1]);
        }
        return MachineServiceGrpc.newBlockingStub(admin).label(request.build());
    }

    @Test
    void machinesAreLabelledAndFoundByLabelAndState() {
        MachineServiceGrpc.MachineServiceBlockingStub machines = MachineServiceGrpc.newBlockingStub(admin);
        Machine first = labelled("room", "m", "shelf", "1");
        Machine second = labelled("room", "m", "shelf", "2");

        assertThat(first.getLabelsMap()).containsEntry("shelf", "1");
        assertThat(server.send("GET", "/api/v1/machines/" + first.getMac(), "").body())
                .contains("\"shelf\":\"1\"", first.getHostname(), first.getHardware());
        ListMachinesRequest.Builder wanted = ListMachinesRequest.newBuilder()
                .setSelector("room=m,shelf")
                .setState("declared")
                .setLimit(1);
        var page = machines.list(wanted.build());
        assertThat(page.getItemsList()).containsExactly(first);
        assertThat(machines.list(wanted.setAfter(page.getNext()).build()).getItemsList())
                .containsExactly(second);
        assertThat(machines.get(GetMachineRequest.newBuilder()
                        .setMac(second.getHostname())
                        .build()))
                .isEqualTo(second);
        assertThat(code(() -> machines.list(wanted.clone().setSelector("ro om").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(() -> machines.label(LabelMachineRequest.newBuilder()
                        .setMac(first.getMac())
                        .putLabels("a b", "x")
                        .build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void hardwareAndWorkflowsAreFoundByLabel() {
        Machine wanted = labelled("room", "h");
        labelled("room", "g");
        WorkflowServiceGrpc.WorkflowServiceBlockingStub workflows = WorkflowServiceGrpc.newBlockingStub(admin);
        Workflow made = workflows.create(CreateWorkflowRequest.newBuilder()
                .setTemplate(lab.twoActions())
                .putDevices("device_1", wanted.getMac())
                .build());

        assertThat(HardwareServiceGrpc.newBlockingStub(admin)
                        .list(ListHardwareRequest.newBuilder()
                                .setSelector("room=h")
                                .build())
                        .getItemsList())
                .extracting(Hardware::getId)
                .containsExactly(wanted.getHardware());
        assertThat(server.send("GET", "/api/v1/hardware?selector=room=h&limit=1", "")
                        .body())
                .contains(wanted.getHardware(), "\"next\":null");
        assertThat(workflows
                        .list(ListWorkflowsRequest.newBuilder()
                                .setSelector("room=h")
                                .build())
                        .getItemsList())
                .extracting(Workflow::getId)
                .containsExactly(made.getId());
        assertThat(workflows
                        .list(ListWorkflowsRequest.newBuilder()
                                .setSelector("room=g")
                                .build())
                        .getItemsList())
                .isEmpty();
    }

    @Test
    void aBatchIsMadeShownAndCancelledOnce() {
        Machine machine = labelled("room", "b");
        BatchServiceGrpc.BatchServiceBlockingStub batches = BatchServiceGrpc.newBlockingStub(admin);
        CreateBatchRequest wish = CreateBatchRequest.newBuilder()
                .setTemplate(lab.twoActions())
                .setSelector("room=b")
                .build();

        Batch made = batches.create(wish);

        assertThat(made.getMaxParallel()).isEqualTo(20);
        assertThat(made.getState()).isEqualTo("RUNNING");
        assertThat(made.getItemsList())
                .singleElement()
                .satisfies(item -> assertThat(item.getMachine()).isEqualTo(machine.getMac()));
        Batch listed = batches.list(ListBatchesRequest.newBuilder().setLimit(1).build())
                .getItems(0);
        assertThat(listed.getId()).isEqualTo(made.getId());
        assertThat(listed.getItemsList()).isEmpty();
        CancelBatchRequest cancel =
                CancelBatchRequest.newBuilder().setId(made.getId()).build();
        assertThat(batches.cancel(cancel).getState()).isEqualTo("CANCELLED");
        assertThat(code(() -> batches.cancel(cancel))).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(batches.get(GetBatchRequest.newBuilder().setId(made.getId()).build())
                        .hasEndedAt())
                .isTrue();
        assertThat(server.send("GET", "/api/v1/audit", "").body()).contains("batch.create", "batch.cancel");
        assertThat(code(() -> batches.create(
                        wish.toBuilder().setSelector("room=nowhere").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(() -> batches.create(wish.toBuilder().setData("[]").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aWebhookIsMadeListedWithoutItsSecretAndDeleted() {
        WebhookServiceGrpc.WebhookServiceBlockingStub webhooks = WebhookServiceGrpc.newBlockingStub(admin);
        CreateWebhookRequest wish = CreateWebhookRequest.newBuilder()
                .setUrl("http://127.0.0.1:9/hook")
                .addKinds("workflow.failed")
                .setSelector("room=b")
                .build();

        CreateWebhookResponse created = webhooks.create(wish);
        Webhook second = webhooks.create(wish.toBuilder().clearKinds().build()).getWebhook();

        assertThat(created.getSecret()).hasSizeGreaterThan(40);
        assertThat(created.getWebhook().getKindsList()).containsExactly("workflow.failed");
        ListWebhooksRequest.Builder pages = ListWebhooksRequest.newBuilder().setLimit(1);
        var page = webhooks.list(pages.build());
        assertThat(page.getItemsList())
                .extracting(Webhook::getId)
                .containsExactly(created.getWebhook().getId());
        assertThat(webhooks.list(pages.setAfter(page.getNext()).build()).getItemsList())
                .extracting(Webhook::getId)
                .containsExactly(second.getId());
        assertThat(page.toString()).doesNotContain(created.getSecret());
        String id = created.getWebhook().getId();
        assertThat(code(() -> webhooks.revive(
                        ReviveWebhookRequest.newBuilder().setId(id).build())))
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        webhooks.delete(DeleteWebhookRequest.newBuilder().setId(id).build());
        assertThat(code(() ->
                        webhooks.get(GetWebhookRequest.newBuilder().setId(id).build())))
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(code(() ->
                        webhooks.create(wish.toBuilder().setUrl("ftp://x/").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(server.send("GET", "/api/v1/audit", "").body())
                .contains("webhook.create", "webhook.delete")
                .doesNotContain(created.getSecret());
    }

    private static Status.Code code(ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }
}
