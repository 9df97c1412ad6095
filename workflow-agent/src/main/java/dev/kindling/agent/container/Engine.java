package dev.kindling.agent.container;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kindling.agent.http.HttpRequest;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The Docker engine's HTTP API over its UNIX socket, without a version in the path: the calls used are the same in all that
 * Debian 12 and later ship. Interrupting the thread that waits for an answer closes the connection.
 *
 * @param patience an answer that is not there after so long does not come
 */
record Engine(Path socket, Duration patience) {

    private static final int LIMIT = 4 << 20;

    /** An answer that was read to its end. */
    record Answer(int status, String body) {

        boolean isFine() {
            return status < 300 || status == 304;
        }

        JsonElement json() throws IOException {
            try {
                return JsonParser.parseString(body);
            } catch (JsonParseException e) {
                throw new IOException("the container engine's answer is no JSON", e);
            }
        }

        /** What the engine says went wrong. */
        String message() {
            try {
                JsonElement message =
                        JsonParser.parseString(body).getAsJsonObject().get("message");
                return message == null ? body : message.getAsString();
            } catch (JsonParseException | IllegalStateException e) {
                return body.isBlank() ? "status " + status : body.strip();
            }
        }
    }

    Answer get(String target) throws IOException {
        return call("GET", target, "");
    }

    Answer post(String target, String json) throws IOException {
        return call("POST", target, json);
    }

    Answer delete(String target) throws IOException {
        return call("DELETE", target, "");
    }

    /** Waits as long as it takes, for what ends when a container does. */
    Answer await(String target) throws IOException {
        try (HttpResponse response = open("POST", target, "")) {
            return answer(response);
        }
    }

    private Answer call(String method, String target, String json) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        CompletableFuture<Void> done = new CompletableFuture<Void>().orTimeout(patience.toMillis(), MILLISECONDS);
        done.exceptionally(late -> {
            close(channel);
            return null;
        });
        try (HttpResponse response = open(channel, method, target, json, Map.of())) {
            return answer(response);
        } catch (IOException e) {
            if (done.isCompletedExceptionally()) {
                throw new IOException("the container engine did not answer within " + patience.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            done.complete(null);
        }
    }

    private static Answer answer(HttpResponse response) throws IOException {
        return new Answer(response.status(), new String(response.bytes(LIMIT), StandardCharsets.UTF_8));
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
            return;
        }
    }

    /** An answer whose body comes bit by bit. */
    HttpResponse open(String method, String target, String json) throws IOException {
        return open(method, target, json, Map.of());
    }

    HttpResponse open(String method, String target, String json, Map<String, String> more) throws IOException {
        return open(SocketChannel.open(StandardProtocolFamily.UNIX), method, target, json, more);
    }

    private HttpResponse open(
            SocketChannel channel, String method, String target, String json, Map<String, String> more)
            throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Map<String, String> headers = new HashMap<>(more);
            if (!json.isEmpty()) {
                headers.put("Content-Type", "application/json");
            }
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            new HttpRequest(method, target, "docker", headers, body).writeTo(Channels.newOutputStream(channel));
            return HttpResponse.read(new BufferedInputStream(Channels.newInputStream(channel)), channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The answer, or a failure in the engine's words. */
    static Answer must(Answer answer, String otherwise) throws ActionFailure {
        if (!answer.isFine()) {
            throw new ActionFailure(otherwise + ": " + answer.message());
        }
        return answer;
    }
}
