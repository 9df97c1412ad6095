package dev.kindling.tink.timeline.web;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.timeline.verdict.Verdicts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What happened, as pages and as a stream, and what that means. */
@RestController
@RequestMapping("/api/v1")
class TimelineController {

    private final TimelineReader reader;
    private final EventStreams streams;
    private final Verdicts verdicts;

    TimelineController(TimelineReader reader, EventStreams streams, Verdicts verdicts) {
        this.reader = reader;
        this.streams = streams;
        this.verdicts = verdicts;
    }

    /**
     * A machine's timeline, oldest first; one that never was seen has an empty one.
     *
     * @param newest only the last ones, up to the limit
     */
    @GetMapping(path = "/machines/{mac}/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<EventView> timeline(
            @PathVariable String mac,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "200") int limit,
            @RequestParam(defaultValue = "false") boolean newest) {
        EventFilter filter = EventFilter.of(machine(mac));
        int size = Page.checked(limit);
        if (newest) {
            return new Page<>(
                    reader.newest(filter, size).stream().map(EventView::of).toList(), null);
        }
        Cursor from = after.map(Cursor::parse).orElse(Cursor.START);
        List<RecordedEvent> events = reader.after(from, filter, size + 1);
        return Page.of(events, size, EventView::of, event -> event.cursor().toString());
    }

    @GetMapping(path = "/machines/{mac}/verdict", produces = MediaType.APPLICATION_JSON_VALUE)
    VerdictView verdict(@PathVariable String mac) {
        MacAddress machine = machine(mac);
        return VerdictView.of(machine, verdicts.of(machine));
    }

    /** Everything, or one machine's or workflow's part, from a place on or from now on. */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(
            @RequestHeader(name = "Last-Event-ID") Optional<String> lastEventId,
            @RequestParam Optional<String> after,
            @RequestParam Optional<String> machine,
            @RequestParam Optional<UUID> workflow,
            @RequestParam Optional<String> selector,
            @RequestParam(defaultValue = "") List<String> kind) {
        EventFilter filter = new EventFilter(
                machine.map(TimelineController::machine), workflow, selector.map(LabelSelector::parse), kind);
        return streams.open(filter, lastEventId.or(() -> after).map(Cursor::parse));
    }

    private static MacAddress machine(String text) {
        try {
            return MacAddress.parse(text);
        } catch (IllegalArgumentException _) {
            throw new Failure.NotFound("machine", text);
        }
    }
}
