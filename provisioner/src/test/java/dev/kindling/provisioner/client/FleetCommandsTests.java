package dev.kindling.provisioner.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FleetCommandsTests {

    private static final String TABLE = """
            mac,hostname,address,netmask,gateway,arch,allow_pxe,allow_workflow,label.room,label.switch/port
            dc:a6:32:00:00:01,pi-1,10.0.0.11,255.255.255.0,10.0.0.1,aarch64,true,true,b,gi1/0/3
            dc:a6:32:00:00:02,pi-2,10.0.0.12,255.255.255.0,10.0.0.1,aarch64,true,false,"b, left",
            """;

    /** A fake of the hardware and batch resources, in memory. */
    private final Map<String, JsonNode> hardware = new LinkedHashMap<>();

    private final Deque<String> batches = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String uri = exchange.getRequestURI().toString();
        requests.add(exchange.getRequestMethod() + " " + uri + " " + body);
        byte[] bytes = answer(exchange.getRequestMethod(), uri, body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String answer(String method, String uri, String body) {
        if (uri.startsWith("/api/v1/batches")) {
            return batches.size() > 1 ? batches.removeFirst() : batches.getFirst();
        }
        if (method.equals("POST") || method.equals("PUT")) {
            JsonNode documents = Api.json(body);
            documents.forEach(each -> {
                String id = each.path("id").asString("h" + hardware.size());
                hardware.put(id, ((ObjectNode) each).put("id", id));
            });
            return documents.toString();
        }
        String mac = uri.contains("mac=") ? uri.substring(uri.indexOf("mac=") + 4) : "";
        List<String> items = hardware.values().stream()
                .filter(each -> HardwareCsv.comparable(each.toString()).contains(HardwareCsv.comparable(mac)))
                .map(each -> uri.startsWith("/api/v1/machines")
                        ? "{\"mac\":" + each.at("/network/interfaces/0/dhcp/mac") + "}"
                        : each.toString())
                .toList();
        return "{\"items\":[" + String.join(",", items) + "],\"next\":null}";
    }

    @Test
    void aTableGoesInAndTheSameTableComesOut() throws IOException {
        Path file = Files.writeString(directory.resolve("rack.csv"), TABLE);

        assertThat(run("hardware", "apply", "-f", file.toString())).isZero();
        assertThat(out.toString()).contains("dc:a6:32:00:00:01: h0 applied", "dc:a6:32:00:00:02: h1 applied");
        out.getBuffer().setLength(0);
        assertThat(run("machine", "list", "-o", "csv")).isZero();

        assertThat(out.toString()).isEqualTo(TABLE);
        JsonNode second = hardware.get("h1");
        assertThat(second.at("/network/interfaces/0/netboot/allow_workflow").isBoolean())
                .isTrue();
        assertThat(second.at("/metadata/labels/room").asString()).isEqualTo("b, left");
    }

    @Test
    void aLongTableFindsWhatIsThereWithoutAQuestionForEachRow() throws IOException {
        hardware.put("x", Api.json("""
                {"id": "x", "metadata": {"cluster": "k"}, "network": {"interfaces": [
                  {"dhcp": {"mac": "DC-A6-32-00-00-07", "hostname": "old"}, "netboot": {}}]}}"""));
        String rows = IntStream.range(0, 30)
                .mapToObj("dc:a6:32:00:00:%02x,new"::formatted)
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(directory.resolve("many.csv"), "mac,hostname\n" + rows + "\n");

        assertThat(run("hardware", "apply", "-f", file.toString()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString().lines()).hasSize(30);
        assertThat(out.toString()).contains("dc:a6:32:00:00:07: x applied");
        assertThat(hardware.get("x").at("/metadata/cluster").asString()).isEqualTo("k");
        assertThat(requests).hasSize(2);
    }

    @Test
    void aBoardWithTwoCardsIsTwoRowsOutAndOneBoardIn() throws IOException {
        hardware.put("x", Api.json("""
                {"id": "x", "network": {"interfaces": [
                  {"dhcp": {"mac": "DC-A6-32-00-00-01", "hostname": "one"}, "netboot": {}},
                  {"dhcp": {"mac": "dca632000002", "hostname": "two"}, "netboot": {}}]}}"""));
        assertThat(run("machine", "list", "-o", "csv")).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString()).as("whatever its notation").contains("DC-A6-32-00-00-01,one");
        Path file = Files.writeString(
                directory.resolve("cards.csv"), "mac,hostname\ndc:a6:32:00:00:01,first\ndc:a6:32:00:00:02,second\n");
        out.getBuffer().setLength(0);

        assertThat(run("hardware", "apply", "-f", file.toString())).isZero();

        assertThat(out.toString().lines())
                .containsExactly("hardware dc:a6:32:00:00:01: x applied", "hardware dc:a6:32:00:00:02: x applied");
        assertThat(hardware).hasSize(1);
        assertThat(hardware.get("x").at("/network/interfaces/0/dhcp/hostname").asString())
                .isEqualTo("first");
        assertThat(hardware.get("x").at("/network/interfaces/1/dhcp/hostname").asString())
                .isEqualTo("second");
    }

    @Test
    void aTableChangesWhatItNamesAndKeepsTheRest() throws IOException {
        hardware.put("x", Api.json("""
                {"id": "x", "metadata": {"cluster": "k", "labels": {"room": "a", "rack": "1"}}, "network": {"interfaces": [
                  {"dhcp": {"mac": "dc:a6:32:00:00:01", "hostname": "old", "name_servers": ["10.0.0.1"]}, "netboot": {}}]}}"""));
        Path file = Files.writeString(
                directory.resolve("c.csv"), "\ufeffmac,hostname,label.room,label.rack\r\ndc:a6:32:00:00:01,new,b,\r\n");

        assertThat(run("hardware", "apply", "-f", directory.toString())).isZero();

        JsonNode changed = hardware.get("x");
        assertThat(file).exists();
        assertThat(changed.at("/metadata/cluster").asString()).isEqualTo("k");
        assertThat(changed.at("/metadata/labels").toString()).isEqualTo("{\"room\":\"b\"}");
        assertThat(changed.at("/network/interfaces/0/dhcp/hostname").asString()).isEqualTo("new");
        assertThat(changed.at("/network/interfaces/0/dhcp/name_servers/0").asString())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void aBadTableIsRefusedBeforeAnythingIsSent() throws IOException {
        for (String bad : List.of("mac,adress\nx,y\n", "hostname\nx\n", "mac,hostname\nx\n", "mac\n\"x\n", "")) {
            Path file = Files.writeString(directory.resolve("bad.csv"), bad);
            assertThat(run("hardware", "apply", "-f", file.toString())).isEqualTo(1);
        }

        assertThat(requests).isEmpty();
        assertThat(err.toString())
                .contains("has a column 'adress'; the columns are mac, hostname")
                .contains("has no column 'mac'")
                .contains("has 1 cells in row 2, and 2 columns")
                .contains("is never closed")
                .contains("is empty");
    }

    @Test
    void manyMachinesAreFollowedToOneClosingTable() {
        String open =
                "{\"id\":\"b1\",\"state\":\"RUNNING\",\"counts\":{\"queued\":1,\"running\":1,\"succeeded\":0,\"failed\":0},\"items\":[1,2]}";
        batches.add(open);
        batches.add(open);
        batches.add("""
                {"id":"b1","state":"DONE","counts":{"succeeded":1,"failed":1},"items":[
                 {"mac":"dc:a6:32:00:00:01","hostname":"pi-1","state":"SUCCESS","workflow":"w1","reason":""},
                 {"mac":"dc:a6:32:00:00:02","hostname":"pi-2","state":"FAILED","workflow":"w2","reason":"write: no space left"}]}""");

        int code = run("workflow", "create", "node", "--selector", "room=b", "--max-parallel", "20");

        assertThat(code).isEqualTo(1);
        assertThat(requests.getFirst()).contains("\"maxParallel\":20").contains("\"selector\":\"room=b\"");
        assertThat(out.toString())
                .contains("queued 1, running 1")
                .contains("1 of 2 succeeded")
                .contains("dc:a6:32:00:00:02  pi-2      FAILED  w2        write: no space left")
                .doesNotContain("w1");
        assertThat(run("workflow", "create", "node")).isEqualTo(2);
    }

    @Test
    void selectionsReachTheServer() {
        run("machine", "list", "-l", "room=b,shelf!=3", "--state", "declared");

        assertThat(requests).anyMatch(each -> each.contains("selector=room%3Db%2Cshelf%21%3D3&state=declared"));
        assertThat(run("template", "list", "-l", "room=b")).isEqualTo(2);
    }

    private int run(String verb, String... words) {
        CommandLine command = ClientCommands.of(verb).orElseThrow();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--token", "t"));
        return command.execute(all.toArray(String[]::new));
    }
}
