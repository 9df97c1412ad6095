package dev.kindling.tink.workflow.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.NonceKey;
import dev.kindling.tink.machine.BootedLocally;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.workflow.WorkflowEngine;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Boards, templates and workflows on a running server, made over its own doors. */
public final class Lab {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicInteger BOARDS = new AtomicInteger(10);

    private final TinkServer server;

    public Lab(TinkServer server) {
        this.server = server;
    }

    /** A declared board with an address on the loopback network. */
    public record Board(MacAddress mac, String address) {}

    public Board board() {
        int last = BOARDS.incrementAndGet();
        Board board = new Board(MacAddress.parse("dc:a6:32:42:00:%02x".formatted(last)), "127.42.0." + last);
        declare(board);
        return board;
    }

    private void declare(Board board) {
        String last = board.address().substring(board.address().lastIndexOf('.') + 1);
        HttpResponse<String> answer = server.send(
                "POST", "/api/v1/hardware", """
                {"id": "%s", "metadata": {"instance": {"hostname": "pi-%s"}},
                 "network": {"interfaces": [{"dhcp": {"mac": "%s", "hostname": "pi-%s", "arch": "aarch64",
                   "ip": {"address": "%s", "netmask": "255.255.0.0", "gateway": "127.42.0.1"}},
                   "netboot": {"allow_pxe": true, "allow_workflow": true}}]}}""".formatted(UUID.randomUUID(), last, board.mac(), last, board.address()));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    /** Its document is deleted, and another one declares the same board. */
    void declareAnew(Board board) {
        UUID hardware = server.bean(JdbcClient.class)
                .sql("select hardware_id from machine where mac = :mac")
                .param("mac", board.mac().text())
                .query(UUID.class)
                .single();
        HttpResponse<String> answer = server.send("DELETE", "/api/v1/hardware/" + hardware, "");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        declare(board);
    }

    /** A template whose actions are these YAML lines, indented by nothing. */
    public String template(String actions) {
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        String text = """
                version: "0.1"
                name: %s
                global_timeout: 600
                after: local
                tasks:
                  - name: only
                    worker: "{{.device_1}}"
                    actions:
                %s""".formatted(name, actions.indent(6));
        HttpResponse<String> answer =
                server.send("POST", "/api/v1/templates", text, "Content-Type", "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return name;
    }

    public String twoActions() {
        return template("""
                - name: sleep
                  image: kindling/exec
                  class: idempotent
                  timeout: 60
                - name: reboot
                  image: kindling/reboot
                  timeout: 60
                """);
    }

    /** Tasks "disk" and "config", each with an action "write"; "config" reboots too. */
    public String twoTasks() {
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        HttpResponse<String> answer =
                server.send("POST", "/api/v1/templates", """
                version: "0.1"
                name: %s
                global_timeout: 600
                tasks:
                  - name: disk
                    worker: "{{.device_1}}"
                    actions:
                      - {name: write, image: kindling/exec, class: once, timeout: 60}
                  - name: config
                    worker: "{{.device_1}}"
                    actions:
                      - {name: write, image: kindling/exec, class: once, timeout: 60}
                      - {name: reboot, image: kindling/reboot, timeout: 60}
                """.formatted(name), "Content-Type", "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return name;
    }

    public HttpResponse<String> post(String template, Board board) {
        return server.send("POST", "/api/v1/workflows", """
                {"template": "%s", "devices": {"device_1": "%s"}}""".formatted(template, board.mac()));
    }

    public String workflow(String template, Board board) {
        HttpResponse<String> answer = post(template, board);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("id").asString();
    }

    public JsonNode get(String workflow) {
        return JSON.readTree(
                server.send("GET", "/api/v1/workflows/" + workflow, "").body());
    }

    public String state(String workflow) {
        return get(workflow).get("state").asString();
    }

    SleepingAgent agent(Board board) {
        return new SleepingAgent(server.data().resolve("pki/ca.pem"), server.grpcPort(), board.mac(), board.address());
    }

    byte[] nonceKey() {
        return server.bean(NonceKey.class).bytes();
    }

    SleepingAgent enrolled(Board board) {
        SleepingAgent agent = agent(board);
        agent.reboot(nonceKey());
        return agent;
    }

    void bootsLocally(Board board) {
        server.bean(WorkflowEngine.class).on(new BootedLocally(board.mac(), Instant.now()));
    }

    String bootMode(Board board) {
        return server.bean(JdbcClient.class)
                .sql("select boot_mode from machine where mac = :mac")
                .param("mac", board.mac().text())
                .query(String.class)
                .single();
    }

    int events(Board board, String kind) {
        return server.bean(JdbcClient.class)
                .sql("select count(*) from event where mac = :mac and kind = :kind")
                .param("mac", board.mac().text())
                .param("kind", kind)
                .query(Integer.class)
                .single();
    }

    /** Waits for what another thread records. */
    void awaitEvent(Board board, String kind) throws InterruptedException {
        Object pause = new Object();
        long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (events(board, kind) == 0) {
            if (System.nanoTime() > until) {
                throw new AssertionError("no " + kind + " within 90 s");
            }
            synchronized (pause) {
                pause.wait(100);
            }
        }
    }
}
