package dev.kindling.agent.container;

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
import java.util.HashMap;
import java.util.Map;

/**
 * The Docker engine's HTTP API over its UNIX socket, without a version in the path: the calls used are the same in all that
 * Debian 12 and later ship. Interrupting the thread that waits for an answer closes the connection.
 */
record Engine(Path socket) {

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

    private Answer call(String method, String target, String json) throws IOException {
        try (HttpResponse response = open(method, target, json)) {
            return new Answer(response.status(), new String(response.bytes(LIMIT), StandardCharsets.UTF_8));
        }
    }

    /** An answer whose body comes bit by bit. */
    HttpResponse open(String method, String target, String json) throws IOException {
        return open(method, target, json, Map.of());
    }

    HttpResponse open(String method, String target, String json, Map<String, String> more) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
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
