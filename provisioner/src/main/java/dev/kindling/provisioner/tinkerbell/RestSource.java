package dev.kindling.provisioner.tinkerbell;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running tink-server up to v0.6, by its REST paths: one JSON object a line. */
public final class RestSource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI base;
    private final String credentials;

    /** @param credentials {@code NAME:PASSWORD}; empty: none */
    public RestSource(URI base, String credentials) {
        this.base = base;
        this.credentials = credentials;
    }

    /** Everything it has. */
    public Found read() {
        Gathering gathering = new Gathering();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            for (JsonNode each : lines(http, "/v1/hardware")) {
                Map<String, Object> document = JSON.convertValue(each, new TypeReference<>() {});
                gathering.hardware(each.path("id").asString(), document, UnaryOperator.identity());
            }
            for (JsonNode each : lines(http, "/v1/templates")) {
                String id = each.path("id").asString();
                // The answer ends with one line break of its own.
                String text = get(http, "/v1/templates/" + id).replaceFirst("\n\\z", "");
                gathering.template(id, each.path("name").asString(), text);
            }
            for (JsonNode each : lines(http, "/v1/workflows")) {
                gathering.workflow(
                        each.path("id").asString(),
                        each.path("template").asString(),
                        each.path("hardware").asString(),
                        each.path("state").asString(""));
            }
        }
        return gathering.done();
    }

    private List<JsonNode> lines(HttpClient http, String path) {
        try {
            return get(http, path)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(JSON::readTree)
                    .toList();
        } catch (JacksonException notJson) {
            throw new SourceException(
                    base + path + " does not answer as tink-server does: " + notJson.getOriginalMessage(), notJson);
        }
    }

    private String get(HttpClient http, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
        if (!credentials.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new SourceException(base + path + " answers " + response.statusCode() + ": "
                        + response.body().strip()
                        + (response.statusCode() == 401 ? "; give --user NAME:PASSWORD" : "")
                        + (response.statusCode() == 404 ? "; from v0.7 on there is no REST: use --grpc" : ""));
            }
            return response.body();
        } catch (IOException e) {
            throw new SourceException(base + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("interrupted", e);
        }
    }
}
