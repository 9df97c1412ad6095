package dev.kindling.tink.timeline;

import dev.kindling.tink.database.Notifications;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Follows the timeline: what is there after a place, then what is committed, each event once and in order, by whichever server it was
 * recorded. A notification only shortens the wait: the transaction it tells of may be hidden yet behind an older one.
 */
@Component
public class TimelineFeed implements SmartLifecycle {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int PAGE = 200;

    private final TimelineReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean running;

    TimelineFeed(TimelineReader reader, Notifications notifications) {
        this.reader = reader;
        notifications.listen(TimelineStore.CHANNEL, _ -> wake());
    }

    /** Whoever follows. */
    public interface Subscriber {

        void event(RecordedEvent event) throws IOException;

        /** Called every 10 s in which nothing happened, so that a dead connection is noticed. */
        void heartbeat() throws IOException;

        /** Asked at least every 10 s; false ends the following. */
        boolean isThere();
    }

    /**
     * Blocks until the subscriber goes away or the server stops.
     *
     * @throws IOException of the subscriber
     */
    public void follow(Cursor from, EventFilter filter, Subscriber subscriber) throws IOException {
        Cursor cursor = from;
        long quietSince = System.nanoTime();
        while (running && subscriber.isThere()) {
            Cursor seen = reader.end();
            List<RecordedEvent> page = reader.after(cursor, filter, PAGE);
            for (RecordedEvent event : page) {
                subscriber.event(event);
                cursor = event.cursor();
                quietSince = System.nanoTime();
            }
            if (page.isEmpty()) {
                // Nothing wanted is there up to that place, nor can it still appear. From the old place each look would
                // read all that happened since.
                cursor = seen;
                if (System.nanoTime() - quietSince > HEARTBEAT.toNanos()) {
                    subscriber.heartbeat();
                    quietSince = System.nanoTime();
                }
                pause();
            }
        }
    }

    private void pause() {
        lock.lock();
        try {
            changed.await(POLL.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the web server waits for its requests to end, of which these would be the last. */
    @Override
    public void stop() {
        running = false;
        wake();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
