package dev.kindling.provisioner.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** A fake of the REST API: answers what a test has put into it, 404 to all else, and remembers what it was asked. */
final class FakeApi implements AutoCloseable {

    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer server;

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param request method and path below {@code /api/v1/}: "GET machines/x" */
    FakeApi on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    /** Runs a client verb against it; its exit code. */
    int run(String verb, String... words) {
        return run(ClientCommands.of(verb).orElseThrow(), words);
    }

    /** The same with a command that is a verb of its own. */
    int run(CommandLine command, String... words) {
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort(), "--token", "t"));
        return command.execute(all.toArray(String[]::new));
    }

    /** Knows nothing any more. */
    void forget() {
        answers.clear();
    }

    /** Method, path and body of each, in order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String key = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().toString().replaceFirst("^/api/v1/", "");
        requests.add((key + " " + body).strip());
        Answer answer = answers.getOrDefault(key, new Answer(404, "{\"title\":\"Not Found\"}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
