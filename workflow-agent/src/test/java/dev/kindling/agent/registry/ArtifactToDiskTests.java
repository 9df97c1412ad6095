package dev.kindling.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.ImageToDisk;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactToDiskTests {

    private static final int SIZE = 1 << 20;

    @TempDir
    Path root;

    private final AtomicInteger tokens = new AtomicInteger();
    private HttpServer server;
    private Path card;
    private boolean expires;

    @BeforeEach
    void registry() throws Exception {
        card = root.resolve("dev/mmcblk0");
        Files.createDirectories(card.getParent());
        Files.write(card, new byte[SIZE]);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext(
                "/token",
                exchange -> answer(exchange, 200, ("{\"token\": \"t" + tokens.incrementAndGet() + "\"}").getBytes()));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void imageOfTheMachinesArchitectureIsTakenOfAnIndex() throws Exception {
        byte[] amd64 = noise(1);
        byte[] arm64 = noise(2);
        index(platform(image(amd64), "amd64"), platform(image(noise(3)), "unknown"), platform(image(arm64), "arm64"));
        run("arm64", "node:1");
        assertThat(Files.readAllBytes(card)).isEqualTo(arm64);
        run("amd64", "node:1");
        assertThat(Files.readAllBytes(card)).isEqualTo(amd64);
        assertThatThrownBy(() -> run("riscv64", "node:1"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("no image for riscv64")
                .hasMessageContaining("[amd64, arm64]");
        assertThat(Files.readAllBytes(card)).isEqualTo(amd64);
    }

    @Test
    void indexWithoutPlatformsIsOfItsFirstImage() throws Exception {
        index("{\"digest\": \"" + image(noise(1)) + "\"}", "{\"digest\": \"" + image(noise(2)) + "\"}");
        run("arm64", "node:1");
        assertThat(Files.readAllBytes(card)).isEqualTo(noise(1));
    }

    /** The connection breaks, and when it is made again the token is no longer good. */
    @Test
    void tokenThatExpiresMeanwhileIsFetchedAnew() throws Exception {
        expires = true;
        index(platform(image(noise(1)), "arm64"));
        run("arm64", "node:1");
        assertThat(Files.readAllBytes(card)).isEqualTo(noise(1));
        assertThat(tokens).as("a second token was asked for").hasValue(102);
    }

    private void run(String architecture, String name) throws Exception {
        HttpClient http = new HttpClient(
                Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(60));
        Map<String, String> environment = Map.of(
                "IMG_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/team/" + name,
                "DEST_DISK",
                "/dev/mmcblk0");
        new ArtifactToDisk(http, new ImageToDisk(http, attempt -> {}), architecture)
                .run(Contexts.of(root, "kindling/oci2disk", environment));
    }

    private void index(String... manifests) {
        serve("manifests/1", ("{\"manifests\": [" + String.join(",", manifests) + "]}").getBytes());
    }

    private static String platform(String digest, String architecture) {
        return "{\"digest\": \"" + digest + "\", \"platform\": {\"os\": \"linux\", \"architecture\": \"" + architecture
                + "\"}}";
    }

    /** Stores an image of one layer. */
    private String image(byte[] content) {
        String layer = digest(content);
        serve("blobs/" + layer, content);
        byte[] manifest = ("{\"layers\": [{\"digest\": \"" + layer + "\"}]}").getBytes(StandardCharsets.UTF_8);
        serve("manifests/" + digest(manifest), manifest);
        return digest(manifest);
    }

    private void serve(String path, byte[] content) {
        server.createContext("/v2/team/node/" + path, exchange -> {
            String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!sent.equals("Bearer t" + tokens.get())) {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://127.0.0.1:"
                                        + server.getAddress().getPort() + "/token\",service=\"s\"");
                answer(exchange, 401, new byte[0]);
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            if (expires && path.startsWith("blobs/") && range == null) {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, content.length / 2);
                exchange.getResponseBody().flush();
                // From now on only a newer token is good.
                expires = false;
                tokens.compareAndSet(1, 101);
                exchange.close();
                return;
            }
            if (range == null) {
                answer(exchange, 200, content);
            } else {
                int from = Integer.parseInt(range.replaceAll("\\D", ""));
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static byte[] noise(long seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
