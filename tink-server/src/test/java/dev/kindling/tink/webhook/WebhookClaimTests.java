package dev.kindling.tink.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.webhook.WebhookStore.Due;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim on a webhook, of which one server at a time has the right one. */
class WebhookClaimTests {

    private static final Duration LEASE = Duration.ofMinutes(2);
    /** Long after everything this server does by itself, so that only the test's own claims are due. */
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    Path data;

    @Test
    void whatAServerNotesAfterItStoodStillForTooLongChangesNothing() {
        try (TinkServer server =
                TinkServer.start(data, TestDatabase.fresh(), Map.of("kindling.tink.webhook.interval", "1h"))) {
            server.send("POST", "/api/v1/webhooks", "{\"url\": \"http://127.0.0.1:9/\", \"kinds\": [\"a.b\"]}");
            WebhookStore store = server.bean(WebhookStore.class);
            Cursor end = server.bean(TimelineReader.class).end();

            Due stopped = claimed(store, LATER);
            assertThat(store.claim(LATER.plusSeconds(60), LEASE))
                    .as("it is claimed")
                    .isEmpty();
            Due next = claimed(store, LATER.plus(LEASE).plusSeconds(1));
            assertThat(store.delivered(next, end, LATER)).isTrue();

            assertThat(store.delivered(stopped, Cursor.parse(stopped.webhook().cursor()), LATER))
                    .isFalse();
            assertThat(store.failed(stopped, 9, "late", LATER)).isFalse();
            assertThat(store.die(stopped)).isFalse();
            assertThat(store.release(stopped))
                    .as("nor does it give the other's claim away")
                    .isFalse();
            assertThat(store.claim(LATER.plus(LEASE).plusSeconds(60), LEASE)).isEmpty();
            assertThat(store.find(next.webhook().id()).orElseThrow().cursor()).isEqualTo(end.toString());
            assertThat(store.release(next)).isTrue();
        }
    }

    private static Due claimed(WebhookStore store, Instant now) {
        List<Due> due = store.claim(now, LEASE);
        assertThat(due).hasSize(1);
        return due.getFirst();
    }
}
