package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.log.EventLog;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.ReportAnswer;
import dev.kindling.agent.tink.Tink;

/** Says what happened until the server has answered: giving up would leave the workflow waiting for ever. */
record Reporter(Tink tink, Pace pace, EventLog log) {

    /** @return false when the server wants to hear no more of this attempt */
    boolean report(ActionRef ref, long sequence, ActionEvent event) throws InterruptedException {
        Backoff backoff = pace.backoff();
        while (true) {
            ReportAnswer answer = tink.report(ref, sequence, event);
            if (answer instanceof ReportAnswer.Accepted) {
                return true;
            }
            if (answer instanceof ReportAnswer.Stale stale) {
                log.event("report.stale", "action", ref, "reason", stale.reason());
                return false;
            }
            if (answer instanceof ReportAnswer.Unavailable unavailable) {
                log.event("report.unanswered", "action", ref, "reason", unavailable.reason());
            }
            backoff.pause();
        }
    }
}
