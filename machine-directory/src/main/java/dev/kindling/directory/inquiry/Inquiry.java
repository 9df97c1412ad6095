package dev.kindling.directory.inquiry;

import dev.kindling.contract.MacAddress;

/**
 * A question about one machine.
 *
 * @param client what the machine is taken for in a preview; empty: what it was seen to be
 */
public record Inquiry(Subject subject, MacAddress mac, String client) {

    /** What is wanted. */
    public enum Subject {
        /** What was kept of it. */
        REPORT,
        /** What it would be sent. */
        PREVIEW
    }
}
