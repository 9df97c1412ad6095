package dev.kindling.tink.timeline.web;

import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineFeed;
import dev.kindling.tink.timeline.TimelineReader;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The timeline as server-sent events: id is the cursor, event the kind, data the event as JSON; a comment every 10 s of quiet. */
@Component
public class EventStreams {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
    private static final long NEVER = 0;

    private final TimelineReader reader;
    private final TimelineFeed feed;

    EventStreams(TimelineReader reader, TimelineFeed feed) {
        this.reader = reader;
        this.feed = feed;
    }

    /**
     * Opens a stream and follows it on a virtual thread.
     *
     * @param after where to go on; empty begins with what happens from now on
     */
    public SseEmitter open(EventFilter filter, Optional<Cursor> after) {
        Cursor from = after.orElseGet(reader::end);
        SseEmitter emitter = new SseEmitter(NEVER);
        Client client = new Client(emitter);
        emitter.onCompletion(client::leave);
        emitter.onTimeout(client::leave);
        emitter.onError(_ -> client.leave());
        Thread.ofVirtual().name("timeline-stream").start(() -> follow(from, filter, client));
        return emitter;
    }

    private void follow(Cursor from, EventFilter filter, Client client) {
        try {
            client.heartbeat();
            feed.follow(from, filter, client);
            client.emitter.complete();
        } catch (IOException | IllegalStateException gone) {
            log.atDebug().addKeyValue("reason", gone.getMessage()).log("timeline.stream-ended");
        } catch (RuntimeException fault) {
            // The client comes back with the id of the last event it got.
            log.atWarn().addKeyValue("reason", fault.getMessage()).log("timeline.stream-broke");
            client.emitter.completeWithError(fault);
        }
    }

    private static final class Client implements TimelineFeed.Subscriber {

        private final SseEmitter emitter;
        private final AtomicBoolean there = new AtomicBoolean(true);

        private Client(SseEmitter emitter) {
            this.emitter = emitter;
        }

        @Override
        public void event(RecordedEvent event) throws IOException {
            emitter.send(SseEmitter.event()
                    .id(event.cursor().toString())
                    .name(event.event().kind())
                    .data(EventView.of(event), MediaType.APPLICATION_JSON));
        }

        @Override
        public void heartbeat() throws IOException {
            emitter.send(SseEmitter.event().comment("quiet"));
        }

        @Override
        public boolean isThere() {
            return there.get();
        }

        private void leave() {
            there.set(false);
        }
    }
}
