package dev.kindling.tink.identity.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.proto.hardware.v1.DeleteHardwareRequest;
import dev.kindling.proto.hardware.v1.HardwareServiceGrpc;
import dev.kindling.proto.hardware.v1.PutHardwareRequest;
import dev.kindling.tink.identity.Role;
import dev.kindling.tink.identity.Tokens;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcAccessTests {

    private static final String ENROL = "kindling.agent.v1.AgentService/Enrol";
    private static final Set<String> OF_PEOPLE = Set.of(
            "kindling.hardware.v1.HardwareService",
            "kindling.template.v1.TemplateService",
            "kindling.template.v1.TemplatePreviewService",
            "kindling.workflow.v1.WorkflowService",
            "kindling.secret.v1.SecretAdminService",
            "kindling.timeline.v1.TimelineService",
            "kindling.machine.v1.MachineService",
            "kindling.batch.v1.BatchService",
            "kindling.webhook.v1.WebhookService");
    private static final Set<String> OF_ADMINS = Set.of("kindling.webhook.v1.WebhookService");
    /** They end when the caller goes. */
    private static final Set<String> ENDLESS = Set.of("Follow", "Watch");

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Channels channels;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        channels = new Channels(server);
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    @Test
    @Tag("M9")
    void noMethodButEnrolAndHealthAnswersWithoutCredential() throws Exception {
        List<MethodDescriptor<?, ?>> closed = methods().stream()
                .filter(method -> !method.getFullMethodName().equals(ENROL))
                .filter(method -> !method.getFullMethodName().startsWith("grpc.health."))
                .toList();
        Channel anonymous = channels.anonymous();
        Channel guessing = Channels.withToken(anonymous, "kdl_guess");

        for (MethodDescriptor<?, ?> method : closed) {
            assertThat(call(anonymous, method)).as(method.getFullMethodName()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(call(guessing, method)).as(method.getFullMethodName()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        assertThat(closed.stream().map(MethodDescriptor::getFullMethodName))
                .contains(
                        "kindling.hardware.v1.HardwareService/Put",
                        "kindling.timeline.v1.TimelineService/Follow",
                        "kindling.hardware.v1.HardwareService/Watch",
                        "kindling.machine.v1.MachineService/Label",
                        "kindling.batch.v1.BatchService/Create",
                        "kindling.webhook.v1.WebhookService/Create",
                        "kindling.secret.v1.SecretService/Read",
                        "kindling.agent.v1.AgentService/Report",
                        "kindling.directory.v1.DirectoryService/Watch");
    }

    @Test
    @Tag("M9")
    void certificateOfAServiceIsNoTokenAndATokenIsNoCertificate() throws Exception {
        Channel boots = channels.as("boots");
        Channel neighbour = channels.inProcess();
        Channel admin = channels.withToken(server.adminToken());

        for (MethodDescriptor<?, ?> method : methods()) {
            String name = method.getFullMethodName();
            if (OF_PEOPLE.contains(method.getServiceName())) {
                assertThat(call(boots, method)).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(call(neighbour, method)).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
            } else if (!name.equals(ENROL) && !name.startsWith("grpc.health.")) {
                assertThat(call(admin, method)).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
            }
        }
    }

    @Test
    @Tag("M9")
    void viewerReadsAndChangesNothing() throws Exception {
        Channel viewer = channels.withToken(token(Role.VIEWER));
        Set<String> reading = Set.of("Get", "List", "Read", "Follow", "Watch", "Logs", "Render", "Lint");

        for (MethodDescriptor<?, ?> method : methods()) {
            if (!OF_PEOPLE.contains(method.getServiceName())) {
                continue;
            }
            assertThat(method.isSafe())
                    .as(method.getFullMethodName())
                    .isEqualTo(reading.contains(method.getBareMethodName()));
            if (!method.isSafe() || OF_ADMINS.contains(method.getServiceName())) {
                assertThat(call(viewer, method))
                        .as(method.getFullMethodName())
                        .isEqualTo(Status.Code.PERMISSION_DENIED);
            } else if (!ENDLESS.contains(method.getBareMethodName())) {
                assertThat(call(viewer, method))
                        .as(method.getFullMethodName())
                        .isIn(Status.Code.OK, Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT);
            }
        }
    }

    @Test
    @Tag("M9")
    void webhooksAreOfAdmins() throws Exception {
        Channel operator = channels.withToken(token(Role.OPERATOR));

        for (MethodDescriptor<?, ?> method : methods()) {
            if (OF_PEOPLE.contains(method.getServiceName()) && !ENDLESS.contains(method.getBareMethodName())) {
                Status.Code code = call(operator, method);
                assertThat(code == Status.Code.PERMISSION_DENIED)
                        .as(method.getFullMethodName() + " " + code)
                        .isEqualTo(OF_ADMINS.contains(method.getServiceName()));
            }
        }
    }

    @Test
    @Tag("M22")
    void operatorChangesAndTheAuditNamesTheToken() {
        UUID id = UUID.randomUUID();
        HardwareServiceGrpc.HardwareServiceBlockingStub hardware =
                HardwareServiceGrpc.newBlockingStub(channels.withToken(token(Role.OPERATOR)));

        hardware.put(PutHardwareRequest.newBuilder()
                .setDocument(Documents.board(id, 11))
                .build());
        hardware.delete(DeleteHardwareRequest.newBuilder().setId(id.toString()).build());

        assertThat(server.send("GET", "/api/v1/audit", "").body())
                .contains("hardware/" + id)
                .contains("\"actor\":\"OPERATOR of the test\"");
    }

    private static String token(Role role) {
        return server.bean(Tokens.class)
                .issue(role + " of the test", role, Optional.empty())
                .text();
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        return server.beans(BindableService.class).stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .<MethodDescriptor<?, ?>>map(method -> method.getMethodDescriptor())
                .toList();
    }

    /** Sends one empty message, whatever the method takes. */
    private static Status.Code call(Channel channel, MethodDescriptor<?, ?> method) throws Exception {
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(method.getType())
                .setFullMethodName(method.getFullMethodName())
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        CompletableFuture<Status.Code> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(raw, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status.getCode());
                    }
                },
                new Metadata());
        call.request(2);
        call.sendMessage(new byte[0]);
        call.halfClose();
        return ended.get(90, TimeUnit.SECONDS);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
