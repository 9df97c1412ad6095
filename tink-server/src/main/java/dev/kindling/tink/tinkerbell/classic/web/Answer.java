package dev.kindling.tink.tinkerbell.classic.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer with a status and a text. Tinkerbell sets no content type on its REST paths, so neither is one set here.
 *
 * @param headers besides the length
 */
record Answer(int status, String text, Map<String, String> headers) {

    Answer {
        headers = Map.copyOf(headers);
    }

    /** Each answer ends its lines. */
    static Answer line(String text) {
        return new Answer(200, text + "\n", Map.of());
    }

    static Answer text(String text) {
        return new Answer(200, text, Map.of());
    }

    static Answer failure(int status, String text) {
        return new Answer(status, text + "\n", Map.of());
    }

    void send(Response response, Callback callback) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, java.nio.ByteBuffer.wrap(bytes), callback);
    }
}
