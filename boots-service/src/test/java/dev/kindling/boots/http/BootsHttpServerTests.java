package dev.kindling.boots.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.SettableClock;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.report.BootEvent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootsHttpServerTests {

    @TempDir
    Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private final byte[] image = new byte[3_000_000];
    private final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofHours(1)));
    private TestBoots boots;
    private BootsHttpServer server;

    @BeforeEach
    void start() throws IOException {
        boots = new TestBoots(data);
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        new Random(3).nextBytes(image);
        Path images = data.resolve("images");
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpJournal journal =
                new HttpJournal(boots.machines(), boots.reports(), meters, Clock.systemUTC(), new LocalBoots());
        server = new BootsHttpServer(
                TestBoots.ADDRESS,
                0,
                new ImageHandler(new ImageStore(images), journal, clock),
                new StatusHandler(meters));
        server.start();
        Files.write(images.resolve("node.img.zst"), image);
        Files.write(images.resolve("next.img.zst.part"), image);
        Files.writeString(images.resolve(".hidden"), "hidden");
        Files.createDirectories(images.resolve("arm64"));
        Files.writeString(images.resolve("arm64/small.img"), "small");
        Files.writeString(data.resolve("secret"), "secret");
        Files.createSymbolicLink(images.resolve("link.img"), data.resolve("secret"));
    }

    @AfterEach
    void stop() {
        server.stop();
        boots.close();
    }

    @Test
    void anImageArrivesWholeAndIsReported() throws Exception {
        HttpResponse<byte[]> response = get("/images/node.img.zst");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(image);
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(image.length);
        assertThat(response.headers().firstValue("ETag")).isPresent();
        BootEvent done = boots.nextEvent();
        assertThat(done.kind()).isEqualTo("http.done");
        assertThat(done.mac()).contains(TestBoots.MAC);
        assertThat(done.facts())
                .containsEntry("image", "node.img.zst")
                .containsEntry("status", "200")
                .containsEntry("bytes", "3000000");
        assertThat(new String(get("/images/arm64/small.img").body(), StandardCharsets.UTF_8))
                .isEqualTo("small");
    }

    @Test
    void aRangeIsServedAndSoIsTheRestOfAnInterruptedDownload() throws Exception {
        HttpResponse<byte[]> response = get("/images/node.img.zst", "Range", "bytes=1000000-1000009");
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(image, 1_000_000, 1_000_010));
        assertThat(response.headers().firstValue("Content-Range")).contains("bytes 1000000-1000009/3000000");
        HttpResponse<byte[]> rest = get("/images/node.img.zst", "Range", "bytes=2999999-");
        assertThat(rest.body()).hasSize(1);
        assertThat(get("/images/node.img.zst", "Range", "bytes=3000000-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void curlGoesOnWhereItStopped() throws Exception {
        Path curl = Path.of("/usr/bin/curl");
        Assumptions.assumeTrue(Files.isExecutable(curl), "curl is not installed");
        Path target = Files.write(data.resolve("half"), Arrays.copyOf(image, 1_234_567));
        Process process = new ProcessBuilder(
                        curl.toString(),
                        "-sS",
                        "--max-time",
                        "60",
                        "--continue-at",
                        "-",
                        "-o",
                        target.toString(),
                        "http://127.0.0.1:" + server.localAddress().getPort() + "/images/node.img.zst")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readAllBytes(target)).isEqualTo(image);
        assertThat(boots.nextEvent().facts()).containsEntry("range", "bytes=1234567-");
    }

    @Test
    void anImageIsOfferedOnceItIsTheOneItsChecksumNames() throws Exception {
        Path images = data.resolve("images");
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
        Files.writeString(images.resolve("copied.img.sha256"), right + "  copied.img\n");
        Files.write(images.resolve("copied.img"), Arrays.copyOf(image, 1_000_000));
        HttpResponse<byte[]> incomplete = get("/images/copied.img");
        assertThat(incomplete.statusCode()).isEqualTo(503);
        assertThat(incomplete.headers().firstValue("Retry-After")).isPresent();
        Files.write(images.resolve("copied.img"), image);
        assertThat(get("/images/copied.img").body()).isEqualTo(image);
        Files.setLastModifiedTime(images.resolve("copied.img.sha256"), FileTime.from(clock.instant()));
        assertThat(text("/images/copied.img.sha256")).as("written just now").isEqualTo(right + "  copied.img\n");
    }

    @Test
    void anImageWithoutAChecksumIsOfferedWhenItIsWrittenToNoMore() throws Exception {
        Path copied = data.resolve("images/copied.img");
        Files.write(copied, Arrays.copyOf(image, 1_000_000));
        Files.setLastModifiedTime(copied, FileTime.from(clock.instant()));
        for (String name : List.of("/images/copied.img", "/images/copied.img.sha256")) {
            HttpResponse<byte[]> early = get(name);
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.headers().firstValue("Retry-After")).contains("10");
            assertThat(new String(early.body(), StandardCharsets.UTF_8))
                    .contains("may still be copied", "copied.img.sha256 beside it");
        }
        clock.advance(SettledFiles.REST.minusSeconds(1));
        Files.write(copied, image);
        Files.setLastModifiedTime(copied, FileTime.from(clock.instant()));
        clock.advance(Duration.ofSeconds(1));
        assertThat(get("/images/copied.img").headers().firstValue("Retry-After"))
                .as("since it was written to last")
                .contains("9");

        clock.advance(SettledFiles.REST);
        assertThat(get("/images/copied.img").body()).isEqualTo(image);
    }

    @Test
    void anImageThatIsDatedLaterThanNowIsOfferedWhenItStaysAsItIs() throws Exception {
        Path ahead = Files.write(data.resolve("images/ahead.img"), new byte[3]);
        FileTime tomorrow = FileTime.from(clock.instant().plus(Duration.ofDays(1)));
        Files.setLastModifiedTime(ahead, tomorrow);
        assertThat(get("/images/ahead.img").statusCode()).isEqualTo(503);
        clock.advance(SettledFiles.REST);
        Files.write(ahead, new byte[4]);
        Files.setLastModifiedTime(ahead, tomorrow);
        assertThat(get("/images/ahead.img").statusCode()).as("it has grown").isEqualTo(503);
        clock.advance(Duration.ofHours(-1));
        assertThat(get("/images/ahead.img").headers().firstValue("Retry-After"))
                .as("the clock was set back")
                .contains("10");
        clock.advance(SettledFiles.REST);
        assertThat(get("/images/ahead.img").body()).hasSize(4);
    }

    @Test
    void theChecksumOfAnImageIsMadeWhereThereIsNone() throws Exception {
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
        assertThat(text("/images/node.img.zst.sha256")).isEqualTo(right + "  node.img.zst\n");
        assertThat(get("/images/missing.img.sha256").statusCode()).isEqualTo(404);
    }

    @Test
    void anUnchangedImageIsNotSentAgain() throws Exception {
        String tag = get("/images/node.img.zst").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/images/node.img.zst", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void headTellsTheSizeOnly() throws Exception {
        HttpResponse<byte[]> response = client.send(
                request("/images/node.img.zst")
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(image.length);
        assertThat(boots.eventKinds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/next.img.zst.part",
                "/images/missing.img",
                "/images/.hidden",
                "/images/link.img",
                "/images/arm64",
                "/images/arm64/",
                "/images/",
                "/images",
                "/images/../secret",
                "/images/arm64/../../secret",
                "/"
            })
    void whatIsIncompleteHiddenOrElsewhereIsNotFound(String path) throws Exception {
        assertThat(rawStatus(path)).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/%2e%2e/secret",
                "/images/..%2fsecret",
                "/images/%2e%2e%2fsecret",
                "/images/..;/secret",
                "/images//etc/passwd",
                "/images/..%5csecret",
                "/images/x%00.img",
                "/images/%c0%ae%c0%ae/secret"
            })
    void escapesOutOfTheDirectoryAreRefused(String path) throws Exception {
        assertThat(rawStatus(path)).isIn("400", "404");
    }

    @Test
    void aMissingImageIsReportedAsAFailureOfTheMachine() throws Exception {
        get("/images/missing.img");
        BootEvent failed = boots.nextEvent();
        assertThat(failed.kind()).isEqualTo("http.failed");
        assertThat(failed.facts()).containsEntry("status", "404");
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpResponse<byte[]> response = client.send(
                request("/images/node.img.zst")
                        .PUT(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void healthAndMetricsAreServed() throws Exception {
        assertThat(text("/healthz")).isEqualTo("ok\n");
        get("/images/arm64/small.img");
        boots.nextEvent();
        assertThat(text("/metrics")).contains("boots_http_images_total{outcome=\"done\"} 1.0");
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
    }

    private String text(String path) throws Exception {
        return new String(get(path).body(), StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.localAddress().getPort() + path));
    }

    /** Past every client that would tidy up the path. */
    private String rawStatus(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.localAddress().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("secret\n").doesNotEndWith("secret");
            return answer.split(" ")[1];
        }
    }
}
