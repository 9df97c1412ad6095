package dev.kindling.tink.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class RestTlsTests {

    @TempDir
    Path data;

    @TempDir
    Path other;

    @Test
    void whoPinsTheAuthorityIsAnsweredAndNobodyElseBelievesIt() throws Exception {
        try (TinkServer server =
                TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.rest.tls", "own"))) {
            int port = server.bean(TinkAddresses.class).restPort();

            assertThat(status(trusting(data.resolve("pki/ca.pem")), port, server.adminToken()))
                    .isEqualTo(200);
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> status(HttpClient.newHttpClient(), port, ""));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding()));
            givenFilesAreServed(server);
        }
    }

    /** The pair that boots has serves as the operator's own: it is for the same names. */
    private void givenFilesAreServed(TinkServer first) throws Exception {
        Map<String, Object> given = Map.of(
                "kindling.tink.rest.tls", "given",
                "kindling.tink.rest.certificate",
                        first.data().resolve("pki/boots.pem").toString(),
                "kindling.tink.rest.key", first.data().resolve("pki/boots.key").toString());
        try (TinkServer server = TinkServer.start(other, TestDatabase.fresh(), given)) {
            assertThat(status(
                            trusting(data.resolve("pki/ca.pem")),
                            server.bean(TinkAddresses.class).restPort(),
                            server.adminToken()))
                    .isEqualTo(200);
        }
    }

    @Test
    void aModeThereIsNoneOfAndMissingFilesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RestTls.serverProperties(new MockEnvironment().withProperty("kindling.tink.rest.tls", "on")))
                .withMessageContaining("write off, own or given");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RestTls.serverProperties(new MockEnvironment().withProperty("kindling.tink.rest.tls", "given")))
                .withMessageContaining("kindling.tink.rest.certificate names no file");
        assertThat(RestTls.serverProperties(new MockEnvironment())).isEmpty();
    }

    private static int status(HttpClient client, int port, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/api/v1/machines"))
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static HttpClient trusting(Path authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
