package dev.kindling.tink.inquiry;

import dev.kindling.contract.MacAddress;
import java.time.Duration;
import java.util.UUID;

/**
 * What a service is asked.
 *
 * @param client what the machine is taken for in a preview; empty: what it was seen to be
 * @param patience after which nobody waits for the answer any more
 */
public record Question(UUID id, Subject subject, MacAddress mac, String client, Duration patience) {

    /** What is wanted. */
    public enum Subject {
        /** What was kept of the machine. */
        REPORT,
        /** What it would be sent. */
        PREVIEW
    }
}
