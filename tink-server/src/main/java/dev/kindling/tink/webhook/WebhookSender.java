package dev.kindling.tink.webhook;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.sealing.MasterKey;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.webhook.WebhookStore.Due;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** One request; any answer but a 2xx is a failure, also a redirection, since the person named this address and no other. */
@Component
class WebhookSender {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final WebhookProperties properties;
    private final MasterKey masterKey;
    private final JsonMapper json;
    private final Clock clock;

    WebhookSender(WebhookProperties properties, MasterKey masterKey, JsonMapper json, Clock clock) {
        this.properties = properties;
        this.masterKey = masterKey;
        this.json = json;
        this.clock = clock;
    }

    /** Empty when it was taken, else why not. */
    Optional<String> send(Due due, RecordedEvent event) {
        byte[] secret = masterKey.open(Webhooks.purpose(due.webhook().id()), due.sealedSecret());
        byte[] body = json.writeValueAsBytes(body(event));
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(URI.create(due.webhook().url()))
                .timeout(properties.timeout())
                .header("Content-Type", "application/json")
                .header("Kindling-Webhook", due.webhook().id().toString())
                .header("Kindling-Event", event.event().kind())
                .header("Kindling-Event-Id", event.cursor().toString())
                .header("Kindling-Timestamp", timestamp)
                .header("Kindling-Signature", Signature.of(secret, timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return exchange(request);
    }

    private Optional<String> exchange(HttpRequest request) {
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("HTTP " + status);
        } catch (IOException e) {
            return Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("the server stops");
        }
    }

    /** As the server-sent events have it. */
    private static Map<String, Object> body(RecordedEvent recorded) {
        TimelineEvent event = recorded.event();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("cursor", recorded.cursor().toString());
        body.put("at", event.at().toString());
        body.put("mac", event.mac().map(MacAddress::text).orElse(null));
        body.put("source", event.source().name());
        body.put("kind", event.kind());
        body.put("severity", event.severity().name());
        body.put("facts", event.facts());
        body.put("workflow", event.workflow().map(UUID::toString).orElse(null));
        body.put("bootId", event.bootId().map(UUID::toString).orElse(null));
        return body;
    }
}
