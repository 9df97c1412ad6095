package dev.kindling.agent.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request with a known body.
 *
 * @param target path and query
 * @param host the Host field
 */
public record HttpRequest(String method, String target, String host, Map<String, String> headers, byte[] body) {

    public HttpRequest {
        headers = new LinkedHashMap<>(headers);
        body = body.clone();
    }

    public static HttpRequest get(String target, String host, Map<String, String> headers) {
        return new HttpRequest("GET", target, host, headers, new byte[0]);
    }

    /** A request whose body follows in chunks. */
    static HttpRequest chunked(String method, String target, String host, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Transfer-Encoding", "chunked");
        return new HttpRequest(method, target, host, all, new byte[0]);
    }

    /** Writes it; each connection carries one request. */
    public void writeTo(OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        line(head, method + " " + target + " HTTP/1.1");
        line(head, "Host: " + host);
        line(head, "Connection: close");
        headers.forEach((name, value) -> line(head, name + ": " + value));
        if (body.length > 0 || !method.equals("GET") && !headers.containsKey("Transfer-Encoding")) {
            line(head, "Content-Length: " + body.length);
        }
        head.append("\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        out.write(bytes.toByteArray());
        out.flush();
    }

    private static void line(StringBuilder head, String text) {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line feed in an HTTP request line or field");
        }
        head.append(text).append("\r\n");
    }

    /** Without headers and body: they hold credentials. */
    @Override
    public String toString() {
        return "HttpRequest[" + method + " " + target + "]";
    }
}
