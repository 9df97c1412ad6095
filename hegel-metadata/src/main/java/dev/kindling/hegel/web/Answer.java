package dev.kindling.hegel.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a request gets.
 *
 * @param outcome for the metrics
 * @param header one more header, "Name: value"; empty for none
 */
record Answer(int status, Outcome outcome, String type, byte[] body, String header) {

    private static final String TEXT = "text/plain;charset=utf-8";

    /** How requests end; tag of {@code hegel.requests}. */
    enum Outcome {
        SERVED,
        NOT_FOUND,
        UNKNOWN_CALLER,
        BAD_REQUEST,
        REFUSED,
        UNAVAILABLE
    }

    static Answer text(String text) {
        return new Answer(200, Outcome.SERVED, TEXT, text.getBytes(StandardCharsets.UTF_8), "");
    }

    static Answer json(String json) {
        return new Answer(200, Outcome.SERVED, "application/json", json.getBytes(StandardCharsets.UTF_8), "");
    }

    /** Bytes that nobody on the way may keep. */
    static Answer secret(byte[] value) {
        return new Answer(200, Outcome.SERVED, "application/octet-stream", value, "Cache-Control: no-store");
    }

    /** @param sentence says what was wrong and what to do */
    static Answer failure(int status, Outcome outcome, String sentence) {
        return new Answer(status, outcome, TEXT, (sentence + "\n").getBytes(StandardCharsets.UTF_8), "");
    }

    Answer with(String name, String value) {
        return new Answer(status, outcome, type, body, name + ": " + value);
    }

    void send(Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        int colon = header.indexOf(':');
        if (colon > 0) {
            response.getHeaders().put(header.substring(0, colon), header.substring(colon + 2));
        }
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Without the body. */
    @Override
    public String toString() {
        return "Answer[" + status + " " + outcome + "]";
    }
}
