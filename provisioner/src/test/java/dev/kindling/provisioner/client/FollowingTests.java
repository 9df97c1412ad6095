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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands that follow something, and a server that goes away meanwhile: a fake that answers by a script. */
class FollowingTests {

    /** @param whole false: the connection breaks behind what there is of it */
    private record Answer(int status, String body, boolean whole) {}

    private final Map<String, Deque<Answer>> script = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

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

    /** The last answer of a path stays. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1/", "");
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        requests.add(path + (last == null ? "" : " after " + last));
        Deque<Answer> answers = script.getOrDefault(path, new ArrayDeque<>(List.of(new Answer(404, "{}", true))));
        Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length + (answer.whole() ? 0 : 1));
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private void on(String path, Answer... answers) {
        script.put(path, new ArrayDeque<>(Arrays.asList(answers)));
    }

    private static Answer is(String body) {
        return new Answer(200, body, true);
    }

    private static Answer breaksAfter(String body) {
        return new Answer(200, body, false);
    }

    private static Answer refuses(int status, String detail) {
        return new Answer(status, "{\"detail\":\"" + detail + "\"}", true);
    }

    @Test
    void logsAreFollowedOverABrokenConnectionAndAServerThatIsAway() {
        on(
                "workflows/w",
                is("{\"state\":\"RUNNING\",\"actions\":[{\"name\":\"burn\"}]}"),
                refuses(503, "the database is away"),
                is("{\"state\":\"RUNNING\"}"),
                is("{\"state\":\"SUCCESS\"}"));
        on(
                "workflows/w/logs?follow=true",
                breaksAfter(piece(0, "first\n")),
                refuses(503, "the database is away"),
                is(piece(0, "first\n") + piece(6, "second\n")));

        assertThat(run("workflow", "logs", "w", "-f")).as(err.toString()).isZero();

        assertThat(out.toString().lines()).containsExactly("--- burn, attempt 1", "first", "second");
        assertThat(err.toString()).containsSubsequence("the database is away", "it answers again");
    }

    @Test
    void watchGoesOnBehindTheLastEventAndEndsWithARefusal() {
        on(
                "events",
                breaksAfter(event("7", "workflow.created", "w1")),
                refuses(502, "a balancer without a server"),
                is(event("8", "workflow.changed", "w1")),
                refuses(401, "the token is good no more"));

        assertThat(run("workflow", "watch")).isEqualTo(1);

        assertThat(out.toString().lines()).hasSize(2);
        assertThat(requests).containsExactly("events", "events after 7", "events after 7", "events after 8");
        assertThat(err.toString()).contains("the token is good no more");
    }

    @Test
    void watchOfAMachineTakesAHostNameAndAState() {
        on("machines/pi-1", is("{\"mac\":\"dc:a6:32:00:00:01\"}"));
        on("machines/dc:a6:32:00:00:01", is("{\"state\":\"DECLARED\"}"), is("{\"state\":\"PROVISIONED\"}"));
        on(
                "events?machine=dc:a6:32:00:00:01",
                is(event("1", "dhcp.offer", "x") + event("2", "boot.local", "x")),
                refuses(401, "enough"));

        assertThat(run("machine", "watch", "pi-1", "--state", "declared")).isEqualTo(1);

        assertThat(out.toString().lines()).singleElement().asString().contains("dhcp.offer");
    }

    @Test
    void watchByStateOfWhatHasNoneSaysSo() {
        assertThat(run("template", "watch", "--state", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("template has no states");
    }

    @Test
    void batchThatWaitsForAPersonEndsWithWhomAndWhy() {
        on("batches", is(batch(1, 1, item("m1", "RUNNING"), item("m2", "QUEUED"))));
        on(
                "batches/b",
                is(batch(1, 1, item("m1", "RUNNING"), item("m2", "QUEUED"))),
                refuses(503, "restarting"),
                is(batch(0, 2, item("m1", "HELD"), item("m2", "PENDING"))),
                is(batch(0, 1, item("m1", "HELD"), item("m2", "SUCCESS"))));

        assertThat(run("workflow", "create", "t", "--selector", "room=b")).isEqualTo(1);

        assertThat(out.toString())
                .contains("m1 is held: its outcome is unknown; decide with 'kindling workflow resume|retry|fail w-m1'")
                .contains("m2 has not begun: it begins when the machine boots from the network")
                .containsPattern("m1 +- +HELD +w-m1 +its outcome is unknown");
    }

    private static String batch(int queued, int running, String... items) {
        return "{\"id\":\"b\",\"state\":\"RUNNING\",\"counts\":{\"queued\":%d,\"running\":%d,\"succeeded\":0,\"failed\":0},\"items\":[%s]}"
                .formatted(queued, running, String.join(",", items));
    }

    private static String item(String mac, String state) {
        return "{\"mac\":\"%s\",\"state\":\"%s\",\"workflow\":\"w-%s\",\"reason\":\"its outcome is unknown\"}"
                .formatted(mac, state, mac);
    }

    private static String event(String id, String kind, String workflow) {
        return "id:%s\nevent:event\ndata:{\"kind\":\"%s\",\"mac\":\"dc:a6:32:00:00:01\",\"workflow\":\"%s\",\"facts\":{}}\n\n"
                .formatted(id, kind, workflow);
    }

    private static String piece(long offset, String text) {
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "event:log\ndata:{\"action\":0,\"attempt\":1,\"offset\":%d,\"data\":\"%s\"}\n\n".formatted(offset, data);
    }

    private int run(String verb, String... words) {
        CommandLine command = ClientCommands.of(verb).orElseThrow();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--token", "t"));
        return command.execute(all.toArray(String[]::new));
    }
}
