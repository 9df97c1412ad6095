package dev.kindling.agent.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A response whose body is still on the wire; closing it closes the connection. */
public final class HttpResponse implements Closeable {

    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 200;

    private final int status;
    private final Map<String, String> headers;
    private final InputStream body;
    private final Closeable connection;

    private HttpResponse(int status, Map<String, String> headers, InputStream body, Closeable connection) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    /** Reads the head of a final response; interim ones (1xx but 101) are passed over. */
    public static HttpResponse read(InputStream in, Closeable connection) throws IOException {
        while (true) {
            int status = status(line(in));
            Map<String, String> headers = headers(in);
            if (status >= 200 || status == 101) {
                return new HttpResponse(status, headers, body(status, headers, in), connection);
            }
        }
    }

    public int status() {
        return status;
    }

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Empty when the server does not say how long the body is. */
    public OptionalLong contentLength() throws IOException {
        String length = headers.get("content-length");
        return length == null ? OptionalLong.empty() : OptionalLong.of(length(length));
    }

    public InputStream body() {
        return body;
    }

    /** The whole body, of a length that is known to be small. */
    public byte[] bytes(int limit) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new IOException("the answer has more than " + limit + " bytes");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5]\\d\\d")) {
            throw new IOException(
                    "this is no HTTP/1 server: it answered '" + line.substring(0, Math.min(60, line.length())) + "'");
        }
        return Integer.parseInt(words[1]);
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int n = 0; n < MOST_HEADERS; n++) {
            String line = line(in);
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("HTTP field without a colon");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        throw new IOException("more than " + MOST_HEADERS + " HTTP fields");
    }

    /** RFC 9112 section 6.3. */
    private static InputStream body(int status, Map<String, String> headers, InputStream in) throws IOException {
        if (status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return new ChunkedBody(in);
        }
        String length = headers.get("content-length");
        return length == null ? in : new SizedBody(in, length(length));
    }

    private static long length(String text) throws IOException {
        if (!text.matches("\\d{1,18}")) {
            throw new IOException("Content-Length '" + text + "' is not a number");
        }
        return Long.parseLong(text);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended in the head of the answer");
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("an HTTP line of more than " + LONGEST_LINE + " bytes");
            }
            line.append((char) c);
        }
        String text = line.toString();
        return new String(
                (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text)
                        .getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
    }
}
