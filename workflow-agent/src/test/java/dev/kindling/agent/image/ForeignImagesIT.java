package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.file.CardFixture;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.registry.ArtifactToDisk;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.Contexts;
import dev.kindling.agent.storage.Syslinux;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are no plain files, disks that become images, and what real tools make of both. */
class ForeignImagesIT {

    private static final int SIZE = 8 << 20;

    @TempDir
    Path root;

    private final byte[] image = new byte[SIZE];
    private Path card;
    private HttpServer server;

    @BeforeEach
    void machine() throws Exception {
        new java.util.Random(7).nextBytes(image);
        Arrays.fill(image, 1 << 20, 6 << 20, (byte) 0);
        card = root.resolve("dev/mmcblk0");
        Files.createDirectories(card.getParent());
        try (RandomAccessFile file = new RandomAccessFile(card.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void qcow2IsConvertedAfterItsChecksumWasFoundRight() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-img")), "skipped: needs qemu-utils");
        Files.write(root.resolve("raw"), image);
        LoopDisk.run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", root + "/raw", root + "/image.qcow2");
        byte[] qcow2 = Files.readAllBytes(root.resolve("image.qcow2"));
        serve("/i", qcow2);
        run(new QemuImageToDisk(http(), attempt -> {}), Map.of("IMG_URL", url("/i"), "SHA256", sha256(qcow2)));
        assertThat(Files.readAllBytes(card)).isEqualTo(image);
        Files.write(card, new byte[SIZE]);
        assertThatThrownBy(() -> run(
                        new QemuImageToDisk(http(), attempt -> {}),
                        Map.of("IMG_URL", url("/i"), "SHA256", "0".repeat(64))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("the disk was not touched");
        assertThat(Files.readAllBytes(card)).isEqualTo(new byte[SIZE]);
    }

    @Test
    void artifactsLayerIsWrittenAndItsDigestChecked() throws Exception {
        String digest = "sha256:" + sha256(image);
        serve("/v2/team/node/blobs/" + digest, image);
        serve(
                "/v2/team/node/manifests/1.0",
                ("{\"schemaVersion\": 2, \"layers\": [{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\","
                                + " \"digest\": \"" + digest + "\", \"size\": " + SIZE + "}]}")
                        .getBytes(StandardCharsets.UTF_8));
        ArtifactToDisk action = new ArtifactToDisk(http(), new ImageToDisk(http(), attempt -> {}), "arm64");
        String name = "http://127.0.0.1:" + server.getAddress().getPort() + "/team/node:1.0";
        run(action, Map.of("IMG_URL", name));
        assertThat(Files.readAllBytes(card)).isEqualTo(image);
        assertThatThrownBy(() -> run(action, Map.of("IMG_URL", name + "@sha256:" + "1".repeat(64))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("404");
    }

    @Test
    void diskIsUploadedAsAForm() throws Exception {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        server.createContext("/image", exchange -> {
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        Files.write(card, image);
        run(
                new DiskToServer(http()),
                Map.of(
                        "SOURCE_DISK",
                        "/dev/mmcblk0",
                        "DEST_URL",
                        url("/image"),
                        "IMG_NAME",
                        "node.img",
                        "COMPRESSED",
                        "true"));
        byte[] form = received.poll(60, TimeUnit.SECONDS);
        String head = new String(form, 0, 400, StandardCharsets.ISO_8859_1);
        assertThat(head).contains("name=\"BootyImage\"; filename=\"node.img\"");
        int start = head.indexOf("\r\n\r\n") + 4;
        byte[] packed = Arrays.copyOfRange(form, start, form.length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(SIZE))
                .isEqualTo(image);
    }

    @Test
    void syslinuxIsInstalledWithItsBootCode() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/syslinux"))
                        && Files.exists(Path.of("/usr/lib/syslinux/mbr/mbr.bin")),
                "skipped: needs the Debian packages syslinux and syslinux-common");
        CardFixture fixture = CardFixture.make(root.resolve("dev/sda"));
        // FAT12 has at most 4,084 clusters, and SYSLINUX counts them.
        fixture.fat("mformat", "-T", "16384", "-h", "16", "-s", "32", "-c", "8", "::");
        run(new Syslinux(), Map.of("DEST_DISK", "/dev/sda", "DEST_PARTITION", "/dev/sda1"));
        assertThat(fixture.fat("mdir", "-a", "-b", "::")).containsIgnoringCase("ldlinux.sys");
        byte[] first = Arrays.copyOf(Files.readAllBytes(root.resolve("dev/sda")), 512);
        assertThat(Arrays.copyOf(first, 440))
                .isEqualTo(Arrays.copyOf(Files.readAllBytes(Path.of("/usr/lib/syslinux/mbr/mbr.bin")), 440));
        assertThat(first[450]).as("the partition table stays").isEqualTo((byte) 0x0c);
    }

    private void serve(String path, byte[] content) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void run(ActionRuntime action, Map<String, String> more) throws Exception {
        Map<String, String> environment = new java.util.HashMap<>(Map.of("DEST_DISK", "/dev/mmcblk0"));
        environment.putAll(more);
        action.run(Contexts.of(root, "kindling/x", environment));
    }

    private static HttpClient http() {
        return new HttpClient(
                Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(10));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
