package dev.kindling.tink.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.proto.secret.v1.ReadSecretRequest;
import dev.kindling.proto.secret.v1.SecretServiceGrpc;
import dev.kindling.tink.sealing.WrongKeyException;
import dev.kindling.tink.testing.Channels;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import io.grpc.Channel;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTests {

    @TempDir
    Path data;

    @TempDir
    Path otherData;

    @Test
    void handshakeShowsChainThatMatchesThePin() throws Exception {
        try (TinkServer server = TinkServer.start(
                data, TestDatabase.fresh(), Map.of("kindling.tink.site.names", "127.42.0.2,provisioner"))) {
            X509Certificate[] chain = handshake(server.grpcPort());
            assertThat(chain).hasSize(2);
            byte[] spki = chain[1].getPublicKey().getEncoded();
            String pin = "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
            assertThat(server.bean(CertificateAuthority.class).pin()).isEqualTo(pin);
            chain[0].verify(chain[1].getPublicKey());
            assertThat(chain[0].getNotBefore().toInstant()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
            assertThat(chain[1].getNotBefore().toInstant()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
            assertThat(chain[0].getSubjectAlternativeNames())
                    .extracting(name -> String.valueOf(name.get(1)))
                    .containsExactlyInAnyOrder("127.42.0.2", "provisioner");
            assertThat(chain[0].getExtendedKeyUsage()).hasSize(2);
        }
    }

    @Test
    void restartKeepsAuthorityAndServicePairs() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (TinkServer first = TinkServer.start(data, database, Map.of())) {
            assertThat(first.adminToken()).isNotEmpty();
        }
        List<String> files = List.of("pki/ca.pem", "pki/boots.pem", "pki/boots.key", "admin-token", "master.key");
        List<String> before = files.stream().map(this::read).toList();
        try (TinkServer again = TinkServer.start(data, database, Map.of())) {
            assertThat(files.stream().map(this::read).toList()).isEqualTo(before);
            assertThat(again.send("GET", "/api/v1/hardware", "").statusCode()).isEqualTo(200);
        }
        String oldPem = read("pki/boots.pem");
        try (TinkServer moved = TinkServer.start(data, database, Map.of("kindling.tink.site.names", "10.0.0.2"))) {
            assertThat(read("pki/boots.pem")).isNotEqualTo(oldPem);
            assertThat(read("pki/ca.pem")).isEqualTo(before.getFirst());
            assertThat(moved.grpcPort()).isPositive();
        }
    }

    @Test
    @Tag("M9")
    void certificateOfAnotherAuthorityIsRefused() {
        try (TinkServer server = TinkServer.start(data);
                TinkServer foreign = TinkServer.start(otherData);
                Channels channels = new Channels(server)) {
            Channel impostor = channels.as("hegel", foreign.data().resolve("pki"));
            assertThatThrownBy(() ->
                            SecretServiceGrpc.newBlockingStub(impostor).read(ReadSecretRequest.getDefaultInstance()))
                    .satisfies(e -> assertThat(Status.fromThrowable(e).getCode())
                            .isIn(Status.Code.UNAVAILABLE, Status.Code.UNAUTHENTICATED));
        }
    }

    @Test
    void databaseOfAnotherMasterKeyIsRefusedWithReason() {
        TestDatabase database = TestDatabase.fresh();
        try (TinkServer first = TinkServer.start(data, database, Map.of())) {
            assertThat(first.grpcPort()).isPositive();
        }
        assertThatThrownBy(() -> TinkServer.start(otherData, database, Map.of()))
                .hasRootCauseInstanceOf(GeneralSecurityException.class)
                .hasStackTraceContaining(WrongKeyException.class.getName())
                .hasStackTraceContaining("put back the master.key");
    }

    /** As a board does it: it trusts nobody yet and looks at what it is shown. */
    private static X509Certificate[] handshake(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Onlooker()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return (X509Certificate[]) socket.getSession().getPeerCertificates();
        }
    }

    private String read(String name) {
        try {
            return new String(Files.readAllBytes(data.resolve(name)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Onlooker implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
