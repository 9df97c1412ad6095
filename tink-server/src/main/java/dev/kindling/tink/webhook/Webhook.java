package dev.kindling.tink.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A receiver of events, without its secret.
 *
 * @param kinds which events, "workflow.moved" or "hardware.*"; empty means all
 * @param selector which machines, by label; empty means all
 * @param cursor the last event that was delivered, or passed over
 * @param failures of the event whose turn it is
 * @param problem of the last failure; empty after a success
 */
public record Webhook(
        UUID id,
        String url,
        List<String> kinds,
        String selector,
        State state,
        String cursor,
        int failures,
        String problem,
        Instant createdAt,
        Optional<Instant> deliveredAt) {

    public Webhook {
        kinds = List.copyOf(kinds);
    }

    /** DEAD after too many failures in a row; a person revives it. */
    public enum State {
        ACTIVE,
        DEAD
    }
}
