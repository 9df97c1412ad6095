package dev.kindling.provisioner.client;

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
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;

/** A fake of the REST API: answers what a test has put into it, 404 to all else, and remembers what it was asked. */
final class FakeApi implements AutoCloseable {

    /** @param whole false: the connection breaks behind what there is of it */
    record Answer(int status, String body, boolean whole) {

        static Answer is(String body) {
            return new Answer(200, body, true);
        }

        static Answer breaksAfter(String body) {
            return new Answer(200, body, false);
        }

        static Answer refuses(int status, String detail) {
            return new Answer(status, "{\"detail\":\"" + detail + "\"}", true);
        }
    }

    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
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
        return on(request, new Answer(status, body, true));
    }

    /** One after the other; the last one stays. */
    FakeApi on(String request, Answer... each) {
        answers.put(request, new ArrayDeque<>(Arrays.asList(each)));
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

    /** Method, path, body, and "after" with the last event it knows, of each, in order. */
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
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        requests.add((key + " " + body).strip() + (last == null ? "" : " after " + last));
        Deque<Answer> known = answers.getOrDefault(
                key, new ArrayDeque<>(List.of(new Answer(404, "{\"title\":\"Not Found\"}", true))));
        Answer answer = known.size() > 1 ? known.removeFirst() : known.getFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        int promised = answer.whole() ? bytes.length : bytes.length + 1;
        exchange.sendResponseHeaders(answer.status(), promised == 0 ? -1 : promised);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
