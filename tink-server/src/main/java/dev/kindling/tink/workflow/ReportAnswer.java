package dev.kindling.tink.workflow;

import java.util.OptionalLong;

/**
 * What became of a report.
 *
 * @param why for people
 * @param bootRevision the directory revision boots has to know before the node may reboot
 */
public record ReportAnswer(Outcome outcome, String why, OptionalLong bootRevision) {

    /** See {@code ReportOutcome} of the contract. */
    public enum Outcome {
        APPLIED,
        DUPLICATE,
        STALE
    }
}
