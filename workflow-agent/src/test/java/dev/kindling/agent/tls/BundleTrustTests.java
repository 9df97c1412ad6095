package dev.kindling.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.root.AgentRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTrustTests {

    @TempDir
    static Path directory;

    private static TestAuthority authority;
    private static TestAuthority foreign;

    @TempDir
    private Path machine;

    private Path bundle;
    private HttpsServer server;

    @BeforeAll
    static void certificates() throws Exception {
        authority = TestAuthority.make(Files.createDirectory(directory.resolve("own")), "2000/01/01 00:00:00");
        foreign = TestAuthority.make(Files.createDirectory(directory.resolve("foreign")), "2000/01/01 00:00:00");
    }

    @BeforeEach
    void bundle() throws Exception {
        bundle = Files.createDirectories(machine.resolve("etc/ssl/certs")).resolve("ca-certificates.crt");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void authorityInTheBundleIsTrusted() throws Exception {
        Files.writeString(bundle, foreign.pem() + "# the site's own\n" + authority.pem());

        assertThat(get(serve("127.0.0.1"))).isEqualTo(200);
    }

    /** As an image server of the world does: its authority is known and not sent. */
    @Test
    void serverNeedNotSendItsAuthority() throws Exception {
        Files.writeString(bundle, authority.pem());

        assertThat(get(serve("127.0.0.1", authority.serverWithoutAuthority()))).isEqualTo(200);
    }

    @Test
    void authorityThatIsNotInTheBundleIsRefusedWithTheBundlesName() throws Exception {
        Files.writeString(bundle, foreign.pem());
        URI uri = serve("127.0.0.1");

        assertThatThrownBy(() -> get(uri))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("CN=server")
                .hasMessageContaining(bundle.toString());
    }

    @Test
    void certificateForAnotherHostIsRefused() throws Exception {
        Files.writeString(bundle, authority.pem());
        URI uri = serve("127.0.0.2");

        assertThatThrownBy(() -> get(uri)).isInstanceOf(SSLException.class).hasMessageContaining("127.0.0.2");
    }

    @Test
    void bundleThatCannotBeReadIsNamed() throws Exception {
        Files.writeString(bundle, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
        URI uri = serve("127.0.0.1");

        assertThatThrownBy(() -> get(uri))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no authority is known")
                .hasMessageContaining(bundle.toString());
    }

    @Test
    void emptyBundleTrustsNobody() throws Exception {
        Files.writeString(bundle, "");
        URI uri = serve("127.0.0.1");

        assertThatThrownBy(() -> get(uri)).isInstanceOf(SSLException.class).hasMessageContaining(bundle.toString());
    }

    @Test
    void withoutABundleJavasStoreIsTaken() throws Exception {
        Path store = directory.resolve("java.jks");
        // Java reads its store without a password, which one of PKCS12 that has one does not allow.
        KeyStore authorities = KeyStore.getInstance("JKS");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", authority.certificate());
        try (OutputStream out = Files.newOutputStream(store)) {
            authorities.store(out, "changeit".toCharArray());
        }
        URI uri = serve("127.0.0.1");
        assertThatThrownBy(() -> get(uri)).isInstanceOf(SSLException.class).hasMessageContaining("those of Java");

        System.setProperty("javax.net.ssl.trustStore", store.toString());
        try {
            assertThat(get(uri)).isEqualTo(200);
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
        }
    }

    private int get(URI uri) throws IOException {
        HttpClient http = new HttpClient(
                Optional.empty(),
                new BundleTrust(new AgentRoot(machine)).context().getSocketFactory(),
                Duration.ofSeconds(60));
        try (HttpResponse response = http.get(uri, Map.of(), socket -> {})) {
            return response.status();
        }
    }

    private URI serve(String address) throws Exception {
        return serve(address, authority.server());
    }

    private URI serve(String address, KeyManagerFactory keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(address, 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return URI.create("https://" + address + ":" + server.getAddress().getPort() + "/image");
    }
}
