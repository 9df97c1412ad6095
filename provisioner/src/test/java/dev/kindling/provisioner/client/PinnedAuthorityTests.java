package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The client verbs against an HTTPS server whose certificate the JDK's own keytool made. */
class PinnedAuthorityTests {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void onlyThePinnedAuthorityIsBelieved() throws Exception {
        KeyStore keys = keys("server");
        Path pin = pem(keys, directory.resolve("ca.pem"));
        Path wrong = pem(keys("other"), directory.resolve("wrong.pem"));
        Path data = Files.createDirectories(directory.resolve("data/pki")).getParent();
        Files.copy(pin, data.resolve("pki/ca.pem"));
        HttpsServer server = serve(keys);
        try {
            String url = "https://127.0.0.1:" + server.getAddress().getPort();

            assertThat(run(url, "--ca", pin.toString())).isZero();
            assertThat(run(url, "--data", data.toString())).isZero();
            assertThat(run(url, "--ca", wrong.toString())).isEqualTo(4);
            assertThat(run(url, "--data", directory.toString())).isEqualTo(4);
            assertThat(run(url, "--ca", directory.resolve("none.pem").toString()))
                    .isEqualTo(4);
            assertThat(err.toString()).contains("certif").contains("cannot be read");
        } finally {
            server.stop(0);
        }
    }

    private KeyStore keys(String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-ext",
                        "BC=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static Path pem(KeyStore keys, Path file) throws Exception {
        String body = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("server").getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    private static HttpsServer serve(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = "{\"items\":[],\"next\":null}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private int run(String url, String option, String value) {
        CommandLine command = ClientCommands.of("machine").orElseThrow();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute("list", "--url", url, "--token", "t", option, value);
    }
}
