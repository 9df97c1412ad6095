package dev.kindling.agent.hegel;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.SiteFacts;
import dev.kindling.contract.SessionSecret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Asks hegel with this boot's session. An unavailable hegel is asked again, for about a minute. */
public final class Hegel implements SiteFacts {

    private static final int LIMIT = 1 << 20;
    private static final int MOST_TRIES = 60;
    private static final int TRIES_UNKNOWN = 5;

    private final URI base;
    private final HttpClient http;
    private final SessionSecret session;
    private final Pause pause;

    /** Sleeps, or pretends to. */
    @FunctionalInterface
    public interface Pause {
        void seconds(int seconds) throws InterruptedException;
    }

    /** @param base {@code https://HOST:PORT} */
    public Hegel(URI base, HttpClient http, SessionSecret session, Pause pause) {
        if (!"https".equals(base.getScheme())) {
            throw new IllegalArgumentException(
                    "kindling.hegel '" + base + "' is not an https URL: a session goes over TLS only");
        }
        this.base = base;
        this.http = http;
        this.session = session;
        this.pause = pause;
    }

    @Override
    public String secret(String name) throws ActionFailure, IOException, InterruptedException {
        String path =
                "/v1/secrets/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        Answer answer = ask(path, "secret '" + name + "'");
        return answer.isJson() ? text(field(answer, "value", "secret '" + name + "'")) : answer.body();
    }

    @Override
    public String cluster(String field) throws ActionFailure, IOException, InterruptedException {
        return text(field(ask("/v1/cluster", "the cluster's facts"), field, "the cluster"));
    }

    private Answer ask(String path, String what) throws ActionFailure, IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try (HttpResponse response = http.get(base.resolve(path), headers(), socket -> {})) {
                if (response.status() == 200) {
                    String type = response.header("content-type").orElse("");
                    return new Answer(type, new String(response.bytes(LIMIT), StandardCharsets.UTF_8));
                }
                if (tries >= tries(response.status())) {
                    throw refused(response.status(), what);
                }
                pause.seconds(response.header("retry-after").map(Hegel::seconds).orElse(1));
            } catch (SSLException e) {
                throw new ActionFailure(
                        "hegel (" + base + ") is not to be trusted with this boot's session: " + e.getMessage());
            } catch (IOException e) {
                if (tries >= MOST_TRIES) {
                    throw e;
                }
                pause.seconds(1);
            }
        }
    }

    /** Hegel may be away, and its copy of the sessions may be a moment behind the enrolment. */
    private static int tries(int status) {
        return switch (status) {
            case 502, 503, 504 -> MOST_TRIES;
            case 401 -> TRIES_UNKNOWN;
            default -> 1;
        };
    }

    private Map<String, String> headers() {
        return Map.of("Authorization", "Bearer " + session.bearer(), "Accept", "application/json, text/plain");
    }

    private static int seconds(String retryAfter) {
        return retryAfter.matches("\\d{1,2}") ? Math.max(1, Integer.parseInt(retryAfter)) : 1;
    }

    private ActionFailure refused(int status, String what) {
        String reason = switch (status) {
            case 401 -> "it does not know this boot's session";
            case 403 -> "it is not meant for this machine";
            case 404, 410 ->
                "there is none, or it was handed out already; check its name and scope, and store it again";
            default -> "it answered " + status;
        };
        return new ActionFailure("hegel (" + base + ") gives no " + what + ": " + reason);
    }

    private static JsonElement field(Answer answer, String name, String what) throws ActionFailure {
        try {
            JsonElement value =
                    JsonParser.parseString(answer.body()).getAsJsonObject().get(name);
            if (value == null || value.isJsonNull()) {
                throw new ActionFailure("hegel knows no '" + name + "' of " + what);
            }
            return value;
        } catch (JsonParseException | IllegalStateException e) {
            throw new ActionFailure("hegel's answer about " + what + " is no JSON object");
        }
    }

    /** Scalars as they are, lists of scalars with commas, the rest as JSON. */
    private static String text(JsonElement value) {
        if (value.isJsonPrimitive()) {
            return value.getAsString();
        }
        if (value.isJsonArray() && value.getAsJsonArray().asList().stream().allMatch(JsonElement::isJsonPrimitive)) {
            List<String> items = value.getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsString)
                    .toList();
            return String.join(",", items);
        }
        return value.toString();
    }

    /** Never printed. */
    private record Answer(String type, String body) {

        boolean isJson() {
            return type.startsWith("application/json");
        }

        @Override
        public String toString() {
            return "Answer[" + type + "]";
        }
    }
}
