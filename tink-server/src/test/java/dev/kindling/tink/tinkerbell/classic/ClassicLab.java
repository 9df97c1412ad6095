package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.tinkerbell.TinkerbellAddresses;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with its compatibility listener, and Tinkerbell's clients connected to it. */
public final class ClassicLab implements AutoCloseable {

    static final String USERNAME = "admin";
    static final String PASSWORD = "tink-password";
    private static final String THREE_ACTIONS = """
            version: "0.1"
            name: %s
            global_timeout: 600
            tasks:
              - name: os-installation
                worker: "{{.device_1}}"
                volumes:
                  - /dev:/dev
                environment:
                  MIRROR_HOST: 192.168.1.2
                actions:
                  - name: disk-wipe
                    image: disk-wipe:v1
                    timeout: 90
                  - name: install-os
                    image: install-os
                    environment:
                      IMG_URL: "{{.image}}"
                      MODE: 0644
                    command: ["/bin/install", "--fast"]
                  - name: cleanup
                    image: cleanup
                    pid: host
                    on-failure: ["/bin/false"]
            """;
    private static final AtomicInteger BOARDS = new AtomicInteger(10);

    private final TinkServer server;
    private final ManagedChannel tls;
    private final ManagedChannel plaintext;

    private ClassicLab(TinkServer server) {
        this.server = server;
        this.tls =
                FakeConnection.trusting(url("/cert"), "127.0.0.1:" + addresses().grpcPort());
        this.plaintext = FakeConnection.plaintext("127.0.0.1:" + addresses().plaintextPort());
    }

    static ClassicLab start(Path data) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "kindling.tink.tinkerbell.enabled", "true",
                "kindling.tink.tinkerbell.address", "127.0.0.1",
                "kindling.tink.tinkerbell.grpc.port", "0",
                "kindling.tink.tinkerbell.grpc.plaintext-port", "0",
                "kindling.tink.tinkerbell.http.port", "0",
                "kindling.tink.tinkerbell.http.username", USERNAME,
                "kindling.tink.tinkerbell.http.password", PASSWORD));
        // For TinkAgentTests; a classic worker says nothing of its board.
        properties.put("kindling.tink.tinkerbell.enrolment.rules[0].when[0]", "product.vendor=Dell*");
        properties.put("kindling.tink.tinkerbell.enrolment.rules[0].template", "enrolled");
        properties.put("kindling.tink.tinkerbell.enrolment.rules[0].data.word", "hello");
        properties.put("kindling.tink.tinkerbell.enrolment.rules[0].declare", "true");
        return new ClassicLab(TinkServer.start(data, dev.kindling.tink.testing.TestDatabase.fresh(), properties));
    }

    public TinkServer server() {
        return server;
    }

    public TinkerbellAddresses addresses() {
        return server.bean(TinkerbellAddresses.class);
    }

    String url(String path) {
        return "http://127.0.0.1:" + addresses().httpPort() + path;
    }

    /** As v0.6 connects. */
    public ManagedChannel tls() {
        return tls;
    }

    /** As v0.8 and today's agent connect. */
    public ManagedChannel plaintext() {
        return plaintext;
    }

    FakeTinkCli cli() {
        return new FakeTinkCli(tls);
    }

    /** Hardware with one interface. */
    public record Board(String id, String mac, String address) {}

    public Board board() {
        int last = BOARDS.incrementAndGet();
        Board board =
                new Board(UUID.randomUUID().toString(), "dc:a6:32:43:00:%02x".formatted(last), "127.43.0." + last);
        cli().push(FakeTinkCli.board(board.id(), board.mac(), board.address()));
        return board;
    }

    String template() {
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        return cli().createTemplate(name, THREE_ACTIONS.formatted(name));
    }

    public String workflow(Board board) {
        return cli().createWorkflow(
                        template(), "{\"device_1\":\"" + board.mac() + "\",\"image\":\"http://10.0.0.1/os.img\"}");
    }

    @Override
    public void close() {
        tls.shutdownNow();
        plaintext.shutdownNow();
        server.close();
    }
}
