package dev.kindling.tink.timeline.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.timeline.v1.Event;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import java.util.UUID;

/** Events as people get them over gRPC. */
final class TimelineMessages {

    private TimelineMessages() {}

    static Event event(RecordedEvent recorded) {
        TimelineEvent event = recorded.event();
        return Event.newBuilder()
                .setCursor(recorded.cursor().toString())
                .setAt(Times.of(event.at()))
                .setMachine(event.mac().map(MacAddress::text).orElse(""))
                .setSource(event.source().name())
                .setKind(event.kind())
                .setSeverity(event.severity().name())
                .putAllFacts(event.facts())
                .setWorkflow(event.workflow().map(UUID::toString).orElse(""))
                .setBootId(event.bootId().map(UUID::toString).orElse(""))
                .build();
    }
}
