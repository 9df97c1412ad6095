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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClientCommandsTests {

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private record Answer(int status, String body) {}

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
        String key = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add((key + " " + body).strip());
        Answer answer = answers.getOrDefault(key, new Answer(404, "{\"title\":\"Not Found\"}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void listFollowsThePagesAndPrintsATable() {
        answers.put(
                "GET /api/v1/workflows?limit=200",
                new Answer(200, "{\"items\":[{\"id\":\"w1\",\"state\":\"RUNNING\"}],\"next\":\"c\"}"));
        answers.put(
                "GET /api/v1/workflows?limit=200&after=c",
                new Answer(200, "{\"items\":[{\"id\":\"w2\",\"state\":\"SUCCESS\"}],\"next\":null}"));

        int code = run("workflow", "list");

        assertThat(code).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" +")).map(words -> words[0] + " " + words[1]))
                .containsExactly("ID STATE", "w1 RUNNING", "w2 SUCCESS");
    }

    @Test
    void listAsJsonIsForPrograms() {
        answers.put("GET /api/v1/hardware?limit=200", new Answer(200, "{\"items\":[{\"id\":\"h\"}],\"next\":null}"));

        assertThat(run("hardware", "list", "-o", "json")).isZero();
        assertThat(Api.json(out.toString()).path(0).path("id").asString()).isEqualTo("h");
    }

    @Test
    void applyPrintsEveryViolationWithItsFile() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.json"), "{\"id\":\"h1\"}");
        answers.put("PUT /api/v1/hardware/h1", new Answer(422, """
                        {"title":"Invalid","detail":"x","violations":[
                         {"pointer":"/a","value":"1","rule":"is no MAC address"},
                         {"pointer":"/b","value":"2","rule":"lies outside its subnet"}]}"""));

        int code = run("hardware", "apply", "-f", file.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("bad.json")
                .contains("/a '1': is no MAC address")
                .contains("/b '2': lies outside its subnet");
    }

    @Test
    void applyTakesEveryDocumentOfADirectory() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{\"id\":\"h1\"}");
        Files.writeString(directory.resolve("b.json"), "[{\"id\":\"h2\"},{\"id\":\"h3\"}]");
        Files.writeString(directory.resolve("notes.txt"), "no document");
        answers.put("PUT /api/v1/hardware/h1", new Answer(200, "{}"));
        answers.put("PUT /api/v1/hardware", new Answer(200, "[{\"id\":\"h2\"},{\"id\":\"h3\"}]"));

        assertThat(run("hardware", "apply", "-f", directory.toString())).isZero();
        assertThat(requests)
                .containsExactly(
                        "PUT /api/v1/hardware/h1 {\"id\":\"h1\"}",
                        "PUT /api/v1/hardware [{\"id\":\"h2\"},{\"id\":\"h3\"}]");
        assertThat(out.toString()).contains("hardware h1 applied", "hardware h2 applied", "hardware h3 applied");
    }

    @Test
    void applyReplacesATemplateOfTheSameName() throws IOException {
        Path file = Files.writeString(directory.resolve("t.yaml"), "version: \"0.1\"\nname: node\n");
        answers.put("POST /api/v1/templates", new Answer(409, "{\"detail\":\"there is one\"}"));
        answers.put("PUT /api/v1/templates/node", new Answer(200, "{}"));

        assertThat(run("template", "apply", "-f", file.toString())).isZero();
        assertThat(out.toString()).contains("template node replaced");
    }

    @Test
    void applyOfWhatIsNoJsonSaysWhere() throws IOException {
        Path file = Files.writeString(directory.resolve("a.json"), "{\n  \"id\": }");

        assertThat(run("hardware", "apply", "-f", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("a.json").contains("is not JSON").contains("line 2");
        assertThat(requests).isEmpty();
    }

    @Test
    void operatorDecidesAndRetriesFromANamedAction() {
        for (String verb : List.of("cancel", "resume", "fail")) {
            answers.put("POST /api/v1/workflows/w/" + verb, new Answer(200, "{\"id\":\"w\",\"state\":\"DECIDED\"}"));
            assertThat(run("workflow", verb, "w")).isZero();
        }
        answers.put("POST /api/v1/workflows/w/retry?from=write%20it", new Answer(201, "{\"id\":\"w2\"}"));
        answers.put("POST /api/v1/workflows/w/retry", new Answer(409, "{\"detail\":\"it is RUNNING\"}"));

        assertThat(run("workflow", "retry", "w", "--from", "write it")).isZero();
        assertThat(run("workflow", "retry", "w")).isEqualTo(1);

        assertThat(out.toString()).contains("workflow w is DECIDED").contains("workflow w2 created");
        assertThat(err.toString()).contains("it is RUNNING");
    }

    @Test
    void followedLogsArePrintedOnceEachThoughTheyCameTwice() {
        answers.put(
                "GET /api/v1/workflows/w",
                new Answer(200, "{\"state\":\"SUCCESS\",\"actions\":[{\"name\":\"burn\"},{\"name\":\"boot\"}]}"));
        answers.put(
                "GET /api/v1/workflows/w/logs?follow=true",
                new Answer(
                        200,
                        piece(0, 1, 0, "gr\u00fc\u00dfe\nse")
                                + piece(0, 1, 0, "gr\u00fc\u00dfe\nse")
                                + piece(0, 1, 10, "cond\n")
                                + piece(1, 2, 0, "last")));

        assertThat(run("workflow", "logs", "w", "-f")).isZero();

        assertThat(out.toString().lines())
                .containsExactly("--- burn, attempt 1", "gr\u00fc\u00dfe", "second", "--- boot, attempt 2", "last");
    }

    private static String piece(int action, int attempt, long offset, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "event:log\ndata:{\"action\":%d,\"attempt\":%d,\"offset\":%d,\"data\":\"%s\"}\n\n"
                .formatted(action, attempt, offset, data);
    }

    @Test
    void exitCodesTellRefusedMissingAndUnreachableApart() {
        answers.put("GET /api/v1/workflows/w", new Answer(403, "{\"detail\":\"viewers may not\"}"));

        assertThat(run("workflow", "get", "w")).isEqualTo(1);
        assertThat(run("workflow", "get", "x")).isEqualTo(3);
        server.stop(0);
        assertThat(run("workflow", "get", "w")).isEqualTo(4);
        assertThat(run("workflow", "get")).isEqualTo(2);
        assertThat(err.toString()).contains("viewers may not").contains("does not answer");
    }

    private int run(String verb, String... words) {
        CommandLine command = ClientCommands.of(verb).orElseThrow();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--token", "t"));
        return command.execute(all.toArray(String[]::new));
    }
}
