package dev.kindling.provisioner.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kindling.provisioner.client.Api;
import dev.kindling.provisioner.suite.Endpoints;
import dev.kindling.provisioner.suite.Ports;
import dev.kindling.simulator.sample.Sample;
import dev.kindling.simulator.sample.SampleNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class RealMachinesTests {

    @TempDir
    Path data;

    private Sample sample;
    private List<SampleNode> nodes;

    @BeforeEach
    void read() throws Exception {
        sample = Sample.open(Path.of("").toAbsolutePath().resolveSibling("deploy/samples/k3s-rpi4"))
                .onLoopback();
        nodes = sample.nodes(2);
    }

    private static JsonNode hardware(String id, String mac, String address) {
        return Api.json("""
                {"id": "%s", "network": {"interfaces": [{"dhcp": {"mac": "%s", "ip": {"address": "%s"}}}]}}
                """.formatted(id, mac, address));
    }

    @Test
    void ownDocumentsOfTheSampleAndOtherMachinesAreNoClash() {
        List<JsonNode> inventory = new ArrayList<>();
        nodes.forEach(node -> inventory.add(Api.json(node.hardware())));
        inventory.add(hardware("h1", "dc:a6:32:00:00:01", "10.0.0.1"));
        assertThat(RealMachines.clashes(nodes, inventory)).isEmpty();
    }

    @Test
    void everyMachineThatWouldBeStoodInForIsNamed() {
        SampleNode first = nodes.getFirst();
        String mac = first.board().mac().text();
        String id = Api.json(first.hardware()).path("id").asString();
        assertThat(RealMachines.clashes(
                        nodes,
                        List.of(
                                hardware("h1", mac.toUpperCase(java.util.Locale.ROOT), "10.0.0.1"),
                                hardware("h2", "dc:a6:32:00:00:02", first.address()),
                                hardware(id, "dc:a6:32:00:00:03", "10.0.0.3"))))
                .containsExactly(
                        "hardware h1 (" + mac + ", 10.0.0.1) has the MAC address of a virtual board",
                        "hardware h2 (dc:a6:32:00:00:02, " + first.address() + ") has the address of a virtual board",
                        "hardware " + id + " (dc:a6:32:00:00:03, 10.0.0.3) has the id of a virtual board");
    }

    /** Of a Kindling that has such a machine: nothing but its list of hardware is asked for. */
    @Test
    void simulateWritesNothingThere() throws Exception {
        List<String> requests = new ArrayList<>();
        String real = hardware("h1", nodes.getFirst().board().mac().text(), "10.0.0.1")
                .toString();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName(sample.serverAddress()), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = ("{\"items\":[" + real + "],\"next\":null}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Files.writeString(data.resolve("admin-token"), "t\n");
            Files.writeString(
                    data.resolve("endpoints.json"),
                    endpoints(server.getAddress().getPort()));
            assertThat(new CommandLine(new SimulateCommand()).execute("--data", data.toString(), "--plain"))
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
            server.stop(0);
        }
        assertThat(requests).containsExactly("GET /api/v1/hardware?limit=200");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("hardware h1", "real machines are not simulated");
    }

    private String endpoints(int rest) {
        Ports ports = new Ports(1, rest, 1, 1, 1, 1, 1, 1);
        Endpoints endpoints = new Endpoints(ProcessHandle.current().pid(), sample.serverAddress(), ports);
        return """
                {"pid": %d, "address": "%s", "rest": "%s", "ports": {"grpc": 1, "rest": %d, "dhcp": 1, "tftp": 1,
                 "boot": 1, "nfs": 1, "metadata": 1, "secrets": 1}}
                """.formatted(endpoints.pid(), endpoints.address(), endpoints.rest(), rest);
    }
}
