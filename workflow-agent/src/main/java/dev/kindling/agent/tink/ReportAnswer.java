package dev.kindling.agent.tink;

/** What came of a report. */
public sealed interface ReportAnswer {

    /** Committed, now or before. */
    record Accepted() implements ReportAnswer {}

    /** A newer attempt owns the action, or the workflow is over: stop and forget. */
    record Stale(String reason) implements ReportAnswer {}

    /** No answer, or one that may be another one soon: send it again. */
    record Unavailable(String reason) implements ReportAnswer {}
}
