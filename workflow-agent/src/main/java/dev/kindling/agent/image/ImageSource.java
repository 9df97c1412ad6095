package dev.kindling.agent.image;

import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads an image over HTTP from its first byte to its last, over as many connections as it takes. */
final class ImageSource implements Closeable {

    private static final int MOST_TRIES = 10;

    private final Order order;
    private final URI uri;
    private final HttpClient http;
    private final Cancellation cancellation;
    private final Retry retry;
    /** Closed from the thread that writes. */
    private volatile HttpResponse response;

    private volatile boolean closed;

    private Map<String, String> credentials;
    private String validator;
    private OptionalLong length = OptionalLong.empty();
    private long position;
    private int failures;

    /** What happens before a connection is tried again. */
    @FunctionalInterface
    interface Retry {
        void before(int attempt, long position, IOException reason) throws InterruptedException;
    }

    ImageSource(Order order, HttpClient http, Cancellation cancellation, Retry retry) {
        this.order = order;
        this.uri = order.uri();
        this.credentials = order.headers();
        this.http = http;
        this.cancellation = cancellation;
        this.retry = retry;
    }

    /** Opens the first connection, so that a wrong URL is known before a disk is touched. */
    void open() throws ActionFailure, IOException, InterruptedException {
        while (response == null) {
            try {
                connect();
            } catch (IOException e) {
                again(e);
            }
        }
    }

    /** Bytes of the whole image as served; empty when the server does not say. */
    OptionalLong length() {
        return length;
    }

    /** Bytes that were read so far. */
    long position() {
        return position;
    }

    /** Reads at most a buffer; -1 at the end. */
    int read(byte[] buffer) throws ActionFailure, IOException, InterruptedException {
        while (true) {
            try {
                if (response == null) {
                    connect();
                }
                HttpResponse open = response;
                if (open == null) {
                    throw new InterruptedException("closed");
                }
                int n = open.body().read(buffer);
                if (n > 0) {
                    position += n;
                    failures = 0;
                }
                return n;
            } catch (IOException e) {
                disconnect();
                again(e);
            }
        }
    }

    private void again(IOException reason) throws ActionFailure, InterruptedException {
        cancellation.check();
        mustBeOpen();
        failures++;
        if (failures >= MOST_TRIES) {
            throw new ActionFailure(order.text() + " could not be read on from byte " + position + " after "
                    + MOST_TRIES + " tries: " + reason.getMessage() + "; check the server, then run the action again");
        }
        retry.before(failures, position, reason);
    }

    private void connect() throws ActionFailure, IOException, InterruptedException {
        HttpResponse answer = answer();
        if (answer.status() == 401 && order.renewal().isPresent()) {
            answer.close();
            credentials = order.renewal().get().headers();
            answer = answer();
        }
        if (position == 0) {
            first(answer);
        } else {
            resumed(answer);
        }
        response = answer;
        mustBeOpen();
    }

    /** A connection that came about while somebody closed this would stay. */
    private void mustBeOpen() throws InterruptedException {
        if (closed) {
            disconnect();
            throw new InterruptedException("closed");
        }
    }

    private HttpResponse answer() throws IOException {
        Map<String, String> headers = new HashMap<>(credentials);
        headers.put("Accept-Encoding", "identity");
        if (position > 0) {
            headers.put("Range", "bytes=" + position + "-");
            if (validator != null) {
                headers.put("If-Range", validator);
            }
        }
        Consumer<Socket> opened = socket -> cancellation.onCancel(() -> close(socket));
        return http.get(uri, headers, opened);
    }

    private void first(HttpResponse answer) throws ActionFailure, IOException {
        if (answer.status() != 200) {
            answer.close();
            refuse(answer.status());
        }
        length = answer.contentLength();
        validator = validator(answer).orElse(null);
    }

    /** A weak validator must not be used with If-Range (RFC 9110 section 13.1.5). */
    private static Optional<String> validator(HttpResponse answer) {
        return answer.header("etag").filter(tag -> !tag.startsWith("W/")).or(() -> answer.header("last-modified"));
    }

    private void resumed(HttpResponse answer) throws ActionFailure, IOException {
        if (answer.status() == 206) {
            String range = answer.header("content-range").orElse("");
            if (!range.startsWith("bytes " + position + "-")) {
                answer.close();
                throw new IOException("asked for bytes from " + position + " on, got '" + range + "'");
            }
            return;
        }
        if (answer.status() != 200) {
            answer.close();
            refuse(answer.status());
        }
        boolean same =
                validator != null && validator(answer).filter(validator::equals).isPresent();
        if (!same) {
            answer.close();
            throw new ActionFailure(order.text() + " changed while it was read (at byte " + position
                    + "); run the action again to write the new image from its beginning");
        }
        // The same image from a server that knows no ranges.
        answer.body().skipNBytes(position);
    }

    /** A server's own trouble may pass; a wrong URL does not. */
    private void refuse(int status) throws ActionFailure, IOException {
        if (status >= 500) {
            throw new IOException("the server answered " + status);
        }
        throw new ActionFailure(order.text() + ": the server answered " + status + "; check " + order.variable());
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    private void disconnect() {
        HttpResponse open = response;
        response = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            // A connection that was lost cannot be closed any better.
            return;
        }
    }
}
