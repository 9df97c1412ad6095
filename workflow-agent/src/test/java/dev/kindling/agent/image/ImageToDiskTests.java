package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import dev.kindling.agent.runtime.Contexts;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ImageToDiskTests {

    private static final int CARD = 8 << 20;

    @TempDir
    Path root;

    private final byte[] image = image();
    private Path card;
    private ImageServer server;

    @BeforeEach
    void machine() throws Exception {
        card = root.resolve("dev/mmcblk0");
        Files.createDirectories(card.getParent());
        try (RandomAccessFile file = new RandomAccessFile(card.toFile(), "rw")) {
            file.setLength(CARD);
        }
        server = new ImageServer(image);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("image-")) {
                thread.join(30_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd", "gzip", "xz", "bzip2", "zip"})
    void everyPackingIsFoundByItsContentAndLandsOnTheCard(String packing) throws Exception {
        server.content = packed(packing, image);
        ActionContext context = context(Map.of("SHA256", sha256(server.content), "VERIFY", "true"));
        assertThat(run(context)).contains(packing);
        assertCardHoldsImage();
        assertThat(Contexts.output(context).done()).isEqualTo(server.content.length);
        assertThat(Contexts.output(context).total()).isEqualTo(server.content.length);
    }

    @Test
    void chunkedAnswerIsRead() throws Exception {
        server.chunked = true;
        run(context(Map.of("SHA256", sha256(image))));
        assertCardHoldsImage();
    }

    @Test
    void holesOfTheImageStayHolesOfTheCardFile() throws Exception {
        byte[] sparse = new byte[CARD];
        sparse[0] = 1;
        sparse[CARD - 1] = 2;
        server.content = sparse;
        run(context(Map.of("SHA256", sha256(sparse))));
        assertThat(Files.readAllBytes(card)).isEqualTo(sparse);
        Process du = new ProcessBuilder("du", "-k", card.toString()).start();
        String kib = new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                .split("\\s")[0];
        assertThat(Long.parseLong(kib)).isLessThan(1024);
    }

    @Test
    void zerosOfTheImageReplaceWhatTheCardHeldBefore() throws Exception {
        byte[] old = new byte[CARD];
        Arrays.fill(old, (byte) 0x55);
        Files.write(card, old);
        run(context(Map.of("SHA256", sha256(image))));
        assertThat(Arrays.copyOf(Files.readAllBytes(card), image.length)).isEqualTo(image);
        assertThat(Files.size(card)).isEqualTo(CARD);
    }

    /** The node vanished after the last byte and before it could say so: its next boot is asked to do it again. */
    @Test
    @Tag("F9")
    void nextAttemptWritesNothingThatTheCardHoldsAlready() throws Exception {
        Map<String, String> environment = Map.of("SHA256", sha256(image), "VERIFY", "true");
        run(context(environment));
        FileTime longAgo = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
        Files.setLastModifiedTime(card, longAgo);

        assertThat(run(Contexts.attempt(2, context(environment)))).contains("nothing was written");

        assertThat(Files.getLastModifiedTime(card)).as("not one byte").isEqualTo(longAgo);
        assertCardHoldsImage();
    }

    @Test
    @Tag("F9")
    void nextAttemptWritesOnFromTheFirstByteThatDiffers() throws Exception {
        run(context(Map.of("SHA256", sha256(image))));
        byte[] half = Files.readAllBytes(card);
        Arrays.fill(half, image.length / 2, image.length / 2 + 100_000, (byte) 0x55);
        half[image.length - 1] ^= 1;
        Files.write(card, half);

        assertThat(run(Contexts.attempt(2, context(Map.of("SHA256", sha256(image))))))
                .contains("of it already, wrote ");

        assertCardHoldsImage();
    }

    @Test
    void lostConnectionGoesOnWhereItWasLost() throws Exception {
        server.content = packed("zstd", image);
        server.cutAfter = 300_000;
        ActionContext context = context(Map.of("SHA256", sha256(server.content)));
        run(context);
        assertCardHoldsImage();
        assertThat(server.requestedRanges).isNotEmpty();
        assertThat(Contexts.output(context).text()).contains("connection lost at byte 300000");
    }

    @Test
    void serverWithoutRangesIsReadAgainFromTheStart() throws Exception {
        server.ranges = false;
        server.cutAfter = image.length - 10;
        ImageSource.Retry healing = (attempt, position, reason) -> server.cutAfter = Integer.MAX_VALUE;
        ActionContext context = context(Map.of("SHA256", sha256(image)));
        new ImageToDisk(http(), attempt -> healing.before(attempt, 0, null)).run(context);
        assertCardHoldsImage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd", "gzip", "xz"})
    void imageThatChangesMeanwhileFails(String packing) throws Exception {
        server.content = packed(packing, image);
        server.cutAfter = 300_000;
        ActionContext context = context(Map.of("SHA256", sha256(server.content)));
        ImageToDisk action = new ImageToDisk(http(), attempt -> server.tag = "\"v2\"");
        assertThatThrownBy(() -> action.run(context))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("changed while it was read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd", "gzip", "xz"})
    void serverThatStaysAwayFailsAndSaysWhereItStopped(String packing) throws Exception {
        server.content = packed(packing, image);
        server.cutAfter = 300_000;
        ActionContext context = context(Map.of("SHA256", sha256(server.content)));
        ImageToDisk action = new ImageToDisk(http(), attempt -> close());
        assertThatThrownBy(() -> action.run(context))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining(server.uri().toString())
                .hasMessageContaining("from byte 300000");
    }

    @Test
    void wrongChecksumNamesBothAndWhatToDo() {
        String expected = "0".repeat(64);
        assertThatThrownBy(() -> run(context(Map.of("SHA256", expected))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining(expected)
                .hasMessageContaining(sha256(image))
                .hasMessageContaining("run the action again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd", "gzip"})
    void cardThatIsTooSmallIsNamedWithItsSize(String packing) throws Exception {
        Files.write(card, new byte[1 << 20]);
        server.content = packed(packing, image);
        assertThatThrownBy(() -> run(context(Map.of("SHA256", sha256(server.content)))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/mmcblk0")
                .hasMessageContaining("1048576 bytes (1 MiB)");
        assertThat(Files.size(card)).isEqualTo(1 << 20);
    }

    @Test
    void uncompressedImageForASmallCardIsRefusedBeforeTheFirstByte() throws Exception {
        Files.write(card, new byte[1 << 20]);
        assertThatThrownBy(() -> run(context(Map.of("SHA256", sha256(image)))))
                .hasMessageContaining("the image has " + image.length);
        assertThat(Arrays.equals(Files.readAllBytes(card), new byte[1 << 20])).isTrue();
    }

    @Test
    void missingChecksumIsRefused() {
        assertThatThrownBy(() -> run(context(Map.of())))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("INSECURE_NO_SHA256=true");
    }

    @Test
    void missingChecksumIsAcceptedWhenAsked() throws Exception {
        assertThat(run(context(Map.of("INSECURE_NO_SHA256", "true")))).contains("not checked");
    }

    @Test
    void wrongUrlFailsAtOnce() {
        server.status = 404;
        assertThatThrownBy(() -> run(context(Map.of("SHA256", sha256(image)))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("answered 404");
    }

    @Test
    void userAndPasswordOfTheUrlAreSentAndNowhereShown() throws Exception {
        String url = server.uri().toString().replace("//", "//us%40er:pass%3Aword@") + "?signature=s3cret";
        Map<String, String> environment = new HashMap<>(Map.of("IMG_URL", url, "DEST_DISK", "/dev/mmcblk0"));
        environment.put("INSECURE_NO_SHA256", "true");
        server.cutAfter = 2_000_000;
        ActionContext context = Contexts.of(root, "kindling/image2disk", environment);
        String said = run(context) + Contexts.output(context).text();
        String basic = java.util.Base64.getEncoder().encodeToString("us@er:pass:word".getBytes());
        assertThat(server.heads)
                .contains(
                        "Authorization: Basic " + basic, "Host: " + server.uri().getAuthority());
        assertThat(said).contains(server.uri().getPath());

        server.status = 403;
        assertThatThrownBy(() -> run(context)).satisfies(e -> assertHidden(e.getMessage()));
        server.status = 200;
        environment.put("SHA256", "0".repeat(64));
        assertThatThrownBy(() -> run(Contexts.of(root, "kindling/image2disk", environment)))
                .satisfies(e -> assertHidden(e.getMessage()));
        environment.put("IMG_URL", url + " oops");
        assertThatThrownBy(() -> run(Contexts.of(root, "kindling/image2disk", environment)))
                .satisfies(e -> assertHidden(e.getMessage()));
        assertHidden(said);
    }

    private static void assertHidden(String text) {
        assertThat(text).contains("[hidden]@127.0.0.1").doesNotContain("pass", "us@er", "us%40er", "s3cret");
    }

    @Test
    void missingDiskIsNamedTogetherWithThoseThatAreThere() throws Exception {
        Map<String, String> environment =
                new HashMap<>(context(Map.of("SHA256", sha256(image))).environment());
        environment.put("DEST_DISK", "/dev/sda");
        assertThatThrownBy(() -> run(Contexts.of(root, "kindling/image2disk", environment)))
                .hasMessageContaining("'/dev/sda'")
                .hasMessageContaining("mmcblk0");
    }

    @Test
    void damagedArchiveFails() throws Exception {
        byte[] packed = packed("zstd", image);
        packed[packed.length / 2] ^= 0x40;
        packed[packed.length / 2 + 1] ^= 0x40;
        server.content = Arrays.copyOf(packed, packed.length - 100);
        assertThatThrownBy(() -> run(context(Map.of("SHA256", sha256(server.content)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.uri().toString())
                .hasMessageContaining("unusable image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd"})
    void interruptEndsIt(String packing) throws Exception {
        server.content = packed(packing, image);
        server.cutAfter = 300_000;
        Thread runner = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        ImageToDisk action = new ImageToDisk(http(), attempt -> {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (runner.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
                never.await(5, TimeUnit.MILLISECONDS);
            }
            runner.interrupt();
            never.await();
        });
        assertThatThrownBy(() -> action.run(context(Map.of("SHA256", sha256(server.content)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interrupted while waiting for the image");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "zstd", "gzip", "xz"})
    void cancellationEndsIt(String packing) throws Exception {
        server.content = packed(packing, image);
        ActionContext context = context(Map.of("SHA256", sha256(server.content)));
        server.cutAfter = 300_000;
        ImageToDisk action =
                new ImageToDisk(http(), attempt -> context.cancellation().cancel(Cancellation.Cause.CANCELLED));
        assertThatThrownBy(() -> action.run(context)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void connectionsComeFromTheBoardsOwnAddress() throws Exception {
        HttpClient bound = new HttpClient(
                Optional.of(InetAddress.getByName("127.42.0.13")),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Duration.ofSeconds(60));
        new ImageToDisk(bound, attempt -> {}).run(context(Map.of("SHA256", sha256(image))));
        assertThat(server.clients).containsOnly(InetAddress.getByName("127.42.0.13"));
    }

    private void assertCardHoldsImage() throws IOException {
        byte[] content = Files.readAllBytes(card);
        assertThat(content).hasSize(CARD);
        assertThat(Arrays.equals(content, 0, image.length, image, 0, image.length))
                .isTrue();
        assertThat(Arrays.equals(Arrays.copyOfRange(content, image.length, CARD), new byte[CARD - image.length]))
                .isTrue();
    }

    private String run(ActionContext context) throws Exception {
        return new ImageToDisk(http(), attempt -> {}).run(context).message();
    }

    private void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static HttpClient http() {
        return new HttpClient(
                Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(60));
    }

    private ActionContext context(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("IMG_URL", server.uri().toString());
        environment.put("DEST_DISK", "/dev/mmcblk0");
        return Contexts.of(root, "kindling/image2disk", environment);
    }

    /** 3 MiB and a bit: a random part, a part of zeros, a random end. */
    private static byte[] image() {
        byte[] bytes = new byte[(3 << 20) + 777];
        Random random = new Random(42);
        byte[] noise = new byte[1 << 20];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, 0, noise.length);
        System.arraycopy(noise, 0, bytes, bytes.length - 500_000, 500_000);
        return bytes;
    }

    private static byte[] packed(String packing, byte[] content) throws Exception {
        if (packing.equals("bzip2")) {
            return bzip2(content);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (packing) {
            case "zstd" -> new ZstdOutputStream(bytes);
            case "gzip" -> new GZIPOutputStream(bytes);
            case "xz" -> new XZOutputStream(bytes, new LZMA2Options(1));
            case "zip" -> zip(bytes);
            default -> bytes;
        }) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static OutputStream zip(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.putNextEntry(new ZipEntry("node.img"));
        return zip;
    }

    /** The real one, in two streams, as its parallel variants write. */
    private static byte[] bzip2(byte[] content) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/bzip2")), "skipped: needs the Debian package bzip2");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int half = content.length / 2;
        for (byte[] part : List.of(Arrays.copyOf(content, half), Arrays.copyOfRange(content, half, content.length))) {
            Process process = new ProcessBuilder("bzip2", "-c").start();
            Thread feeder = new Thread(() -> {
                try (OutputStream in = process.getOutputStream()) {
                    in.write(part);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            feeder.start();
            process.getInputStream().transferTo(all);
            feeder.join();
        }
        return all.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
