package dev.kindling.tink.timeline.web;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.verdict.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * Where a machine stands, for people and scripts.
 *
 * @param since when it came to this; null where nothing was seen
 * @param evidence the events it is concluded from
 */
record VerdictView(
        String mac,
        Verdict.Finding finding,
        Verdict.Health health,
        String cause,
        String remedy,
        Instant since,
        List<EventView> evidence) {

    static VerdictView of(MacAddress mac, Verdict verdict) {
        List<EventView> evidence =
                verdict.evidence().stream().map(EventView::of).toList();
        Instant since = verdict.evidence().stream()
                .map(RecordedEvent::event)
                .map(event -> event.at())
                .max(Instant::compareTo)
                .orElse(null);
        return new VerdictView(
                mac.text(),
                verdict.finding(),
                verdict.finding().health(),
                verdict.cause(),
                verdict.remedy(),
                since,
                evidence);
    }
}
