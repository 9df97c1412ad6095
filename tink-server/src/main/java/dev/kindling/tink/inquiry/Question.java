package dev.kindling.tink.inquiry;

import dev.kindling.contract.MacAddress;
import java.util.UUID;

/**
 * What a service is asked.
 *
 * @param client what the machine is taken for in a preview; empty: what it was seen to be
 */
public record Question(UUID id, Subject subject, MacAddress mac, String client) {

    /** What is wanted. */
    public enum Subject {
        /** What was kept of the machine. */
        REPORT,
        /** What it would be sent. */
        PREVIEW
    }
}
