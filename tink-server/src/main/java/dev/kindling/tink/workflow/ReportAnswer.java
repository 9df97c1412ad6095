package dev.kindling.tink.workflow;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a report.
 *
 * @param why for people
 * @param bootRevision the directory revision boots has to know before the node may reboot
 * @param next handed out to the same agent with this report
 */
public record ReportAnswer(Outcome outcome, String why, OptionalLong bootRevision, Optional<WorkAnswer.Assigned> next) {

    ReportAnswer(Outcome outcome, String why) {
        this(outcome, why, OptionalLong.empty(), Optional.empty());
    }

    /** See {@code ReportOutcome} of the contract. */
    public enum Outcome {
        APPLIED,
        DUPLICATE,
        STALE
    }
}
