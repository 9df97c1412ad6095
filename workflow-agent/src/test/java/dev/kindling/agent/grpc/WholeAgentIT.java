package dev.kindling.agent.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kindling.agent.file.CardFixture;
import dev.kindling.agent.tls.TestAuthority;
import dev.kindling.proto.agent.v1.Assign;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, with several boards, from enrolment to reboot. */
class WholeAgentIT {

    private static final int BOARDS = Integer.getInteger("boards", 3);
    private static final Path JAVA_17 = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");

    @TempDir
    Path directory;

    private final List<AutoCloseable> running = new ArrayList<>();
    private byte[] packed;
    private String pin;
    private WorkflowService service;
    private int grpcPort;
    private int imagePort;
    private int hegelPort;

    @BeforeEach
    void servers() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/mcopy")) && Files.isExecutable(Path.of("/usr/sbin/debugfs")),
                "skipped: needs the Debian packages mtools and e2fsprogs");
        Path keys = Files.createDirectory(directory.resolve("keys"));
        TestAuthority authority = TestAuthority.make(keys, "2000/01/01 00:00:00");
        pin = authority.pin();
        packed = packed(
                Files.readAllBytes(CardFixture.make(directory.resolve("image")).path()));
        imagePort = serveImage();
        hegelPort = serveHegel(authority);
        service = new WorkflowService(actions());
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(authority.server()), SslProvider.JDK)
                        .build())
                .addService(service)
                .intercept(service)
                .build()
                .start();
        grpcPort = server.getPort();
        running.add(server::shutdownNow);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    @Test
    void boardsGoFromEnrolmentToReboot() throws Exception {
        List<Path> roots = new ArrayList<>();
        for (int n = 1; n <= BOARDS; n++) {
            roots.add(board(n));
        }
        Path log = directory.resolve("agent.log");
        Process agent = new ProcessBuilder(command(roots))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        running.add(() -> agent.destroyForcibly().waitFor());
        assertThat(agent.waitFor(120, TimeUnit.SECONDS)).as(() -> text(log)).isTrue();
        assertThat(agent.exitValue()).as(() -> text(log)).isZero();
        assertThat(text(log)).doesNotContain("K10secret").doesNotContain("kindling.nonce");
        for (Path root : roots) {
            assertThat(root.resolve("proc/sysrq-trigger")).hasContent("b");
            CardFixture card = new CardFixture(root.resolve("dev/mmcblk0"));
            assertThat(card.fat("mtype", "::/user-data")).isEqualTo("#cloud-config\n");
            assertThat(card.ext("cat /etc/rancher/k3s/config.yaml"))
                    .isEqualTo("server: https://192.168.42.11:6443\ntoken: K10secret\n");
            assertThat(card.fsck()).isZero();
            assertThat(root.resolve("ran")).hasContent("greet 1 node-1");
            assertThat(Files.readString(root.resolve("run/kindling/journal"))).doesNotContain("K10secret");
        }
        assertThat(service.peers()).hasSize(BOARDS).allMatch(peer -> peer.contains("127.42.0."));
    }

    private List<String> command(List<Path> roots) {
        List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(JAVA_17) ? JAVA_17.toString() : System.getProperty("java.home") + "/bin/java");
        // As on a node.
        command.add("@"
                + Path.of("../deploy/nfsroot/tree/opt/kindling/java.options").toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.kindling.agent.AgentApplication"));
        for (Path root : roots) {
            command.addAll(List.of("--root", root.toString()));
        }
        return command;
    }

    private Path board(int n) throws IOException {
        Path root = directory.resolve("board-" + n);
        for (String name : List.of("proc", "run", "dev")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.writeString(root.resolve("proc/sysrq-trigger"), "");
        Files.writeString(root.resolve("run/net-eth0.conf"), "DEVICE='eth0'\nIPV4ADDR='127.42.0." + (10 + n) + "'\n");
        Files.writeString(
                root.resolve("proc/cmdline"),
                "console=tty1 kindling.server=127.0.0.1:" + grpcPort + " kindling.hegel=https://127.0.0.1:" + hegelPort
                        + " kindling.ca=" + pin + " kindling.mac=dc:a6:32:42:00:" + String.format("%02x", 10 + n)
                        + " kindling.nonce=bm9uY2U" + n + " kindling.time=1790000000\n");
        try (RandomAccessFile card =
                new RandomAccessFile(root.resolve("dev/mmcblk0").toFile(), "rw")) {
            card.setLength(64 << 20);
        }
        return root;
    }

    private List<Assign> actions() throws Exception {
        String url = "http://127.0.0.1:" + imagePort + "/images/node.img";
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(packed));
        Map<String, String> file = Map.of("UID", "0", "GID", "0", "MODE", "0600", "DIRMODE", "0755");
        return List.of(
                action("wipe", Map.of("DEST_DISK", "/dev/mmcblk0")).build(),
                action("image2disk", Map.of("DEST_DISK", "/dev/mmcblk0", "IMG_URL", url, "SHA256", sha256))
                        .build(),
                action("writefile", file)
                        .putAllEnvironment(Map.of("DEST_DISK", "/dev/mmcblk0p1", "FS_TYPE", "vfat"))
                        .putAllEnvironment(Map.of("DEST_PATH", "/user-data", "CONTENTS", "#cloud-config\n"))
                        .build(),
                action("writefile", file)
                        .putAllEnvironment(Map.of("DEST_DISK", "/dev/mmcblk0p2", "FS_TYPE", "ext4"))
                        .putAllEnvironment(Map.of("DEST_PATH", "/etc/rancher/k3s/config.yaml"))
                        .putEnvironment("CONTENTS", "server: ${cluster.server}\ntoken: ${TOKEN}\n")
                        .putEnvironment("EXPAND", "cluster.server TOKEN")
                        .putSecrets("TOKEN", "k3s-token")
                        .build(),
                action("exec", Map.of("CMD_LINE", "echo $KINDLING_ACTION $KINDLING_ATTEMPT $KINDLING_HOSTNAME > ran"))
                        .setActionName("greet")
                        .build(),
                action("reboot", Map.of()).build());
    }

    private static Assign.Builder action(String name, Map<String, String> environment) {
        return Assign.newBuilder()
                .setActionName(name)
                .setImage("kindling/" + name)
                .setTimeoutSeconds(100)
                .putAllEnvironment(environment);
    }

    private int serveImage() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/images/node.img", exchange -> {
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });
        server.start();
        running.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private int serveHegel(TestAuthority authority) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.context()));
        server.createContext("/", exchange -> {
            boolean secret = exchange.getRequestURI().getPath().equals("/v1/secrets/k3s-token");
            byte[] body = (secret ? "K10secret" : "{\"server\": \"https://192.168.42.11:6443\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", secret ? "text/plain" : "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        running.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static byte[] packed(byte[] image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(image);
        }
        return bytes.toByteArray();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
