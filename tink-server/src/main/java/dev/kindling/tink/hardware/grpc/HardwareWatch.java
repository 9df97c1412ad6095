package dev.kindling.tink.hardware.grpc;

import dev.kindling.proto.hardware.v1.Complete;
import dev.kindling.proto.hardware.v1.HardwareChange;
import dev.kindling.tink.hardware.Hardware;
import dev.kindling.tink.hardware.HardwareList;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineFeed;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.timeline.grpc.TimelineStream;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Follows the inventory: all there is, then every "hardware.changed" of the timeline with what is declared at that moment. The timeline
 * gives the order, the places to resume from, and the changes made at other servers.
 */
@Component
class HardwareWatch {

    private static final EventFilter CHANGES =
            new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), List.of("hardware.changed"));
    private static final UUID FIRST = new UUID(0, 0);
    private static final int PAGE = 200;

    private final HardwareRegistry registry;
    private final HardwareList list;
    private final DocumentMessages messages;
    private final TimelineReader timeline;
    private final TimelineFeed feed;

    HardwareWatch(
            HardwareRegistry registry,
            HardwareList list,
            DocumentMessages messages,
            TimelineReader timeline,
            TimelineFeed feed) {
        this.registry = registry;
        this.list = list;
        this.messages = messages;
        this.timeline = timeline;
        this.feed = feed;
    }

    void open(
            Optional<LabelSelector> selector,
            Optional<Cursor> after,
            ServerCallStreamObserver<HardwareChange> observer) {
        if (after.filter(timeline::hasForgotten).isPresent()) {
            throw Status.OUT_OF_RANGE
                    .withDescription("after '" + after.get() + "': changes behind it are older than the kept time of"
                            + " the timeline and gone; leave it out to begin anew")
                    .asRuntimeException();
        }
        TimelineStream<HardwareChange> stream = new TimelineStream<>(observer, event -> change(event, selector));
        stream.start(() -> {
            Cursor from = after.isPresent() ? after.get() : tellAll(selector, stream);
            feed.follow(from, CHANGES, stream);
        });
    }

    /** @return where it stood before the first was read: what changed meanwhile is told again */
    private Cursor tellAll(Optional<LabelSelector> selector, TimelineStream<HardwareChange> stream) throws IOException {
        Cursor before = timeline.end();
        UUID last = FIRST;
        List<Hardware> page;
        do {
            page = list.page(selector, Optional.of(last), PAGE);
            for (Hardware each : page) {
                stream.send(HardwareChange.newBuilder()
                        .setHardware(messages.hardware(each))
                        .build());
                last = each.id();
            }
        } while (page.size() == PAGE);
        stream.send(HardwareChange.newBuilder()
                .setCursor(before.toString())
                .setComplete(Complete.getDefaultInstance())
                .build());
        return before;
    }

    private HardwareChange change(RecordedEvent event, Optional<LabelSelector> selector) {
        String id = event.event().facts().get("hardware");
        HardwareChange.Builder change =
                HardwareChange.newBuilder().setCursor(event.cursor().toString());
        registry.find(UUID.fromString(id))
                .filter(hardware -> selector.isEmpty() || selector.get().matches(hardware.labels()))
                .ifPresentOrElse(
                        hardware -> change.setHardware(messages.hardware(hardware)), () -> change.setRemoved(id));
        return change.build();
    }
}
