package dev.kindling.tink.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.secret.v1.ReadSecretRequest;
import dev.kindling.proto.secret.v1.SecretServiceGrpc;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.Documents;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class SecretApiTests {

    private static final String VALUE = "K10a-join-token::server";
    private static final String MAC = "dc:a6:32:42:00:0b";

    @TempDir
    static Path data;

    private static TinkServer server;
    private static Channels channels;
    private static SessionSecret session;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        channels = new Channels(server);
        server.send("POST", "/api/v1/hardware", Documents.board(UUID.randomUUID(), 11));
        session = open(Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.close();
    }

    @Test
    @Tag("M7")
    @Tag("M10")
    void valueComesOutOnlyByTheSessionOfItsMachine() {
        put("by-machine", "\"machines\": [\"DC:A6:32:42:00:0B\"]");
        put("by-cluster", "\"cluster\": \"k3s-rpi4\"");
        put("of-others", "\"machines\": [\"dc:a6:32:42:00:ff\"]");
        put("of-other-cluster", "\"cluster\": \"prod\"");

        Channel hegel = channels.as("hegel");
        assertThat(read(hegel, session.bearer(), "by-machine")).isEqualTo(VALUE);
        assertThat(read(hegel, session.bearer(), "by-cluster")).isEqualTo(VALUE);
        assertRefused(hegel, session.bearer(), "of-others", Status.Code.PERMISSION_DENIED);
        assertRefused(hegel, session.bearer(), "of-other-cluster", Status.Code.PERMISSION_DENIED);
        assertRefused(hegel, session.bearer(), "nowhere", Status.Code.NOT_FOUND);
        assertRefused(
                hegel, SessionSecret.random(new SecureRandom()).bearer(), "by-machine", Status.Code.UNAUTHENTICATED);
        assertRefused(hegel, "nonsense", "by-machine", Status.Code.UNAUTHENTICATED);
        assertRefused(channels.as("boots"), session.bearer(), "by-machine", Status.Code.PERMISSION_DENIED);
        assertRefused(channels.anonymous(), session.bearer(), "by-machine", Status.Code.UNAUTHENTICATED);
    }

    @Test
    @Tag("M7")
    void valueIsInNoAnswerNoAuditAndNoColumn() {
        put("hidden", "\"cluster\": \"k3s-rpi4\"");
        for (String path : new String[] {"/api/v1/secrets", "/api/v1/secrets/hidden", "/api/v1/audit"}) {
            HttpResponse<String> answer = server.send("GET", path, "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("hidden").doesNotContain(VALUE);
        }
        byte[] stored = server.bean(JdbcClient.class)
                .sql("select sealed from secret where name = 'hidden'")
                .query((row, _) -> row.getBytes(1))
                .single();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(VALUE);
    }

    @Test
    void endedSessionReadsNothing() {
        put("late", "\"cluster\": \"k3s-rpi4\"");
        SessionSecret ended = open(Duration.ofSeconds(-1));
        assertRefused(channels.as("hegel"), ended.bearer(), "late", Status.Code.UNAUTHENTICATED);
        session = open(Duration.ofHours(1));
    }

    @Test
    void wishWithoutOneScopeIsRefused() {
        assertThat(server.send("PUT", "/api/v1/secrets/a", "{\"value\": \"x\"}").statusCode())
                .isEqualTo(400);
        String both = "{\"value\": \"x\", \"cluster\": \"c\", \"machines\": [\"" + MAC + "\"]}";
        assertThat(server.send("PUT", "/api/v1/secrets/a", both).statusCode()).isEqualTo(400);
        HttpResponse<String> slip = server.send("PUT", "/api/v1/secrets/a", "{\"valeu\": \"x\"}");
        assertThat(slip.statusCode()).isEqualTo(400);
        assertThat(slip.body()).contains("/valeu").contains("the nearest is 'value'");
        assertThat(server.send("GET", "/api/v1/secrets/a", "").statusCode()).isEqualTo(404);
    }

    @Test
    void deletedSecretIsGone() {
        put("short", "\"cluster\": \"k3s-rpi4\"");
        assertThat(server.send("DELETE", "/api/v1/secrets/short", "").statusCode())
                .isEqualTo(204);
        assertRefused(channels.as("hegel"), session.bearer(), "short", Status.Code.NOT_FOUND);
    }

    private static void put(String name, String scope) {
        HttpResponse<String> answer =
                server.send("PUT", "/api/v1/secrets/" + name, "{\"value\": \"" + VALUE + "\", " + scope + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(VALUE);
    }

    private static SessionSecret open(Duration life) {
        SessionSecret secret = SessionSecret.random(new SecureRandom());
        server.bean(TransactionTemplate.class)
                .executeWithoutResult(_ -> server.bean(Machines.class)
                        .openSession(
                                MacAddress.parse(MAC),
                                UUID.randomUUID(),
                                secret.sha256(),
                                Instant.now().plus(life)));
        return secret;
    }

    private static String read(Channel channel, String bearer, String name) {
        return SecretServiceGrpc.newBlockingStub(channel)
                .read(ReadSecretRequest.newBuilder()
                        .setSession(bearer)
                        .setName(name)
                        .setAddress("127.42.0.11")
                        .build())
                .getValue()
                .toStringUtf8();
    }

    private static void assertRefused(Channel channel, String bearer, String name, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> read(channel, bearer, name))
                .satisfies(e ->
                        assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code));
    }
}
