package dev.kindling.tink.workflow.batch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A batch for people and scripts. */
public record BatchView(
        UUID id,
        String template,
        String selector,
        int maxParallel,
        State state,
        String createdBy,
        Instant createdAt,
        Optional<Instant> endedAt,
        Counts counts,
        List<Item> items) {

    /** DONE when every machine's workflow has ended; CANCELLED when no more are released. */
    public enum State {
        RUNNING,
        DONE,
        CANCELLED
    }

    /** How many machines are how far. */
    public record Counts(int queued, int running, int succeeded, int failed) {}

    /**
     * One machine.
     *
     * @param workflow null while it is queued, and when none could be made
     * @param state QUEUED, REFUSED (no workflow could be made), DELETED, else the workflow's
     * @param reason of a failure
     */
    public record Item(String mac, String hostname, UUID workflow, String state, String reason) {}
}
