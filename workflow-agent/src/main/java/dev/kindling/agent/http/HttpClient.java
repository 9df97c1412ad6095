package dev.kindling.agent.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * GETs over sockets of its own. The JDK's client cannot bind to a local address before Java 19, and a virtual board must
 * be seen with the address it leased.
 *
 * @param bind what sockets bind to; empty where routes decide
 * @param tls who is trusted behind https
 * @param silence a connection or an answer that stays away for so long has failed
 */
public record HttpClient(Optional<InetAddress> bind, SSLSocketFactory tls, Duration silence) {

    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER = 64 << 10;

    /**
     * Sends a GET and follows redirects within http and https.
     *
     * @param opened told of each connection before it is used, so that it can be closed from outside
     */
    public HttpResponse get(URI uri, Map<String, String> headers, java.util.function.Consumer<Socket> opened)
            throws IOException {
        URI current = uri;
        Map<String, String> sent = headers;
        for (int n = 0; n <= MOST_REDIRECTS; n++) {
            HttpResponse response = getOnce(current, sent, opened);
            Optional<String> location = response.header("location");
            if (!isRedirect(response.status()) || location.isEmpty()) {
                return response;
            }
            response.close();
            URI next = current.resolve(location.get());
            if (current.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new IOException(PublicUrl.of(current) + " redirects from https to " + PublicUrl.of(next)
                        + ", which is not followed");
            }
            if (!authority(current).equals(authority(next))) {
                sent = withoutCredentials(sent);
            }
            current = next;
        }
        throw new IOException(PublicUrl.of(uri) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    /** Writes a body of unknown length. */
    @FunctionalInterface
    public interface Body {
        void writeTo(java.io.OutputStream out) throws IOException;
    }

    /** Sends a POST whose body goes out in chunks (RFC 9112 section 7.1) while it is made. */
    public HttpResponse post(
            URI uri, Map<String, String> headers, java.util.function.Consumer<Socket> opened, Body body)
            throws IOException {
        Socket socket = connect(uri, opened);
        try {
            java.io.OutputStream out = new java.io.BufferedOutputStream(socket.getOutputStream(), BUFFER);
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            HttpRequest.chunked("POST", path(uri) + query, authority(uri), authorized(uri, headers))
                    .writeTo(out);
            ChunkedOutput chunks = new ChunkedOutput(out);
            body.writeTo(chunks);
            chunks.finish();
            return HttpResponse.read(new BufferedInputStream(socket.getInputStream(), BUFFER), socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Host and port. */
    private static String authority(URI uri) {
        return uri.getRawAuthority() == null ? "" : uri.getRawAuthority().replaceFirst(".*@", "");
    }

    /** User and password of a URL are meant for its server (RFC 7617), unless there are better ones. */
    private static Map<String, String> authorized(URI uri, Map<String, String> headers) {
        boolean given = headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
        if (uri.getUserInfo() == null || given) {
            return headers;
        }
        Map<String, String> all = new java.util.HashMap<>(headers);
        String pair = uri.getUserInfo().contains(":") ? uri.getUserInfo() : uri.getUserInfo() + ":";
        all.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        return all;
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }

    /** Credentials are for the host they were meant for. */
    private static Map<String, String> withoutCredentials(Map<String, String> headers) {
        Map<String, String> rest = new java.util.HashMap<>(headers);
        rest.keySet().removeIf(name -> name.equalsIgnoreCase("Authorization"));
        return rest;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private HttpResponse getOnce(URI uri, Map<String, String> headers, java.util.function.Consumer<Socket> opened)
            throws IOException {
        Socket socket = connect(uri, opened);
        try {
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            HttpRequest.get(path(uri) + query, authority(uri), authorized(uri, headers))
                    .writeTo(socket.getOutputStream());
            return HttpResponse.read(new BufferedInputStream(socket.getInputStream(), BUFFER), socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket connect(URI uri, java.util.function.Consumer<Socket> opened) throws IOException {
        boolean secure = "https".equals(uri.getScheme());
        if (!secure && !"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IOException("'" + PublicUrl.of(uri) + "' is not an http or https URL");
        }
        Socket plain = new Socket();
        opened.accept(plain);
        try {
            if (bind.isPresent()) {
                plain.bind(new InetSocketAddress(bind.get(), 0));
            }
            plain.setSoTimeout((int) silence.toMillis());
            int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
            plain.connect(new InetSocketAddress(host(uri), port), (int) silence.toMillis());
            return secure ? secured(plain, host(uri), port) : plain;
        } catch (SSLException e) {
            plain.close();
            throw e;
        } catch (IOException e) {
            plain.close();
            throw new IOException(uri.getScheme() + "://" + authority(uri) + ": " + e.getMessage(), e);
        }
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
