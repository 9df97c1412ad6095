package dev.kindling.tink.timeline.web;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An event for people and scripts; docs/events.md lists the kinds and their facts.
 *
 * @param cursor its place: give it as {@code ?after=} or Last-Event-ID to go on behind it
 * @param mac null for what concerns no machine, as are workflow and bootId
 */
record EventView(
        String cursor,
        Instant at,
        String mac,
        TimelineEvent.Source source,
        String kind,
        TimelineEvent.Severity severity,
        Map<String, String> facts,
        UUID workflow,
        UUID bootId) {

    static EventView of(RecordedEvent recorded) {
        TimelineEvent event = recorded.event();
        return new EventView(
                recorded.cursor().toString(),
                event.at(),
                event.mac().map(MacAddress::text).orElse(null),
                event.source(),
                event.kind(),
                event.severity(),
                event.facts(),
                event.workflow().orElse(null),
                event.bootId().orElse(null));
    }
}
