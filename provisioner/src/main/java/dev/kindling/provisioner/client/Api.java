package dev.kindling.provisioner.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The REST API of one Kindling. */
public final class Api implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Strict, since what a duplicate key hides would never reach the server's own check. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final HttpClient http;
    private final URI base;
    private final String token;

    /**
     * @param base scheme, host and port
     * @param token bearer token; never shown
     */
    public Api(URI base, String token) {
        this(base, token, Optional.empty());
    }

    /** @param tls whom to believe; empty for the authorities of this Java */
    Api(URI base, String token, Optional<SSLContext> tls) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
        this.base = base;
        this.token = token;
    }

    /** Reads JSON; an empty answer is a missing node. */
    public static JsonNode json(String text) {
        return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static String pretty(JsonNode node) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    public JsonNode get(String path) {
        return json(text(path));
    }

    String text(String path) {
        return send(request(path).GET());
    }

    /** All items of a list, page after page. */
    public ArrayNode list(String path) {
        ArrayNode all = JSON.createArrayNode();
        String cursor = "";
        do {
            String mark = path.contains("?") ? "&" : "?";
            JsonNode page = get(path + mark + "limit=200" + (cursor.isEmpty() ? "" : "&after=" + cursor));
            page.path("items").forEach(all::add);
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return all;
    }

    public JsonNode post(String path, String mediaType, String body) {
        return json(send(request(path).header("Content-Type", mediaType).POST(BodyPublishers.ofString(body))));
    }

    public JsonNode put(String path, String mediaType, String body) {
        return put(path, mediaType, body, PATIENCE);
    }

    JsonNode put(String path, String mediaType, String body, Duration patience) {
        return json(send(request(path)
                .header("Content-Type", mediaType)
                .timeout(patience)
                .PUT(BodyPublishers.ofString(body))));
    }

    void delete(String path) {
        send(request(path).DELETE());
    }

    /** Server-sent events until the server or the caller ends it; close the stream. */
    public Stream<ServerEvent> events(String path) {
        return events(path, "");
    }

    /** @param last id of the last one that is known, to go on behind it; empty: from now on */
    Stream<ServerEvent> events(String path, String last) {
        HttpRequest.Builder request = authorised(HttpRequest.newBuilder(base.resolve("/api/v1/" + path)))
                .header("Accept", "text/event-stream");
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        try {
            HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
            if (response.statusCode() >= 400) {
                throw refusal(
                        response.statusCode(), String.join("\n", response.body().toList()));
            }
            return ServerEvent.parse(response.body());
        } catch (IOException e) {
            throw new ApiException.Unreachable(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException.Unreachable(base, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return authorised(
                        HttpRequest.newBuilder(base.resolve("/api/v1/" + path)).timeout(PATIENCE))
                .header("Accept", "application/json, text/plain, application/problem+json, */*");
    }

    private HttpRequest.Builder authorised(HttpRequest.Builder builder) {
        return builder.header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest.Builder builder) {
        try {
            HttpResponse<String> response = http.send(builder.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw refusal(response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new ApiException.Unreachable(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException.Unreachable(base, e);
        }
    }

    private static ApiException.Refused refusal(int status, String body) {
        try {
            return new ApiException.Refused(status, json(body));
        } catch (JacksonException e) {
            return new ApiException.Refused(status, JSON.missingNode());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
