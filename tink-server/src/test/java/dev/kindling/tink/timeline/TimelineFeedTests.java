package dev.kindling.tink.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Notifications;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** A follower who wants little of what happens. */
class TimelineFeedTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final EventFilter WANTED =
            new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), List.of("test.wanted"));

    @TempDir
    static Path data;

    private static TinkServer server;
    private static TimelineStore store;

    private final List<Cursor> askedFrom = new CopyOnWriteArrayList<>();
    private final List<RecordedEvent> told = new CopyOnWriteArrayList<>();
    private TimelineFeed feed;
    private Thread follower;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        store = server.bean(TimelineStore.class);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void follow() {
        feed = new TimelineFeed(
                new NotingReader(server.bean(JdbcClient.class), server.bean(JsonMapper.class)),
                server.bean(Notifications.class));
        feed.start();
        Cursor from = server.bean(TimelineReader.class).end();
        follower = Thread.ofVirtual().start(() -> {
            try {
                feed.follow(from, WANTED, new Listener());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        feed.stop();
        follower.join();
    }

    @Test
    void whatItDoesNotWantIsReadOnce() {
        store.record(event("test.other"));
        Cursor other = newest("test.other").cursor();

        await(() -> isBehind(other));

        assertThat(told).isEmpty();
    }

    @Test
    void itMissesNothingThatCommitsLate() throws InterruptedException {
        CountDownLatch recorded = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread late = Thread.ofVirtual()
                .start(() -> server.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
                    store.record(event("test.wanted"));
                    recorded.countDown();
                    await(mayCommit);
                }));
        await(recorded);
        store.record(event("test.other"));
        int before = askedFrom.size();
        await(() -> askedFrom.size() > before + 3);
        assertThat(told).as("it is not committed yet").isEmpty();

        mayCommit.countDown();
        late.join();
        Cursor wanted = newest("test.wanted").cursor();
        Cursor other = newest("test.other").cursor();
        await(() -> isBehind(other));

        assertThat(told).extracting(RecordedEvent::cursor).containsExactly(wanted);
    }

    /** The follower has asked for what comes after this place, not from it on. */
    private boolean isBehind(Cursor place) {
        if (askedFrom.isEmpty()) {
            return false;
        }
        Cursor last = askedFrom.getLast();
        return last.transaction() > place.transaction()
                || last.transaction() == place.transaction() && last.id() >= place.id();
    }

    /** As soon as readers are shown it. */
    private static RecordedEvent newest(String kind) {
        EventFilter filter = new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), List.of(kind));
        TimelineReader reader = server.bean(TimelineReader.class);
        await(() -> !reader.newest(filter, 1).isEmpty());
        return reader.newest(filter, 1).getFirst();
    }

    private static TimelineEvent event(String kind) {
        return new TimelineEvent(
                Optional.of(MacAddress.parse("02:00:00:00:00:01")),
                Instant.EPOCH,
                Source.DHCP,
                kind,
                Severity.INFO,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static void await(BooleanSupplier wanted) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!wanted.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes from where it was asked. */
    private final class NotingReader extends TimelineReader {

        NotingReader(JdbcClient jdbc, JsonMapper json) {
            super(jdbc, json);
        }

        @Override
        public List<RecordedEvent> after(Cursor cursor, EventFilter filter, int limit) {
            List<RecordedEvent> page = super.after(cursor, filter, limit);
            askedFrom.add(cursor);
            return page;
        }
    }

    private final class Listener implements TimelineFeed.Subscriber {

        @Override
        public void event(RecordedEvent event) {
            told.add(event);
        }

        @Override
        public void heartbeat() {}

        @Override
        public boolean isThere() {
            return true;
        }
    }
}
