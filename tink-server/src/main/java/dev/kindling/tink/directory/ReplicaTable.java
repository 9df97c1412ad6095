package dev.kindling.tink.directory;

import dev.kindling.tink.database.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The connected replicas, in a table, so that any server can wait for one that is connected to another. */
@Component
public class ReplicaTable implements DirectoryReplicas {

    /** A replica whose server has not vouched for it for this long counts as gone. */
    private static final Duration CONNECTED = Duration.ofSeconds(30);

    /** A lost notification costs at most this. */
    private static final Duration POLL = Duration.ofMillis(100);

    private static final String CHANNEL = "kindling_applied";

    private final JdbcClient jdbc;
    private final Notifications notifications;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition applied = lock.newCondition();

    ReplicaTable(JdbcClient jdbc, Notifications notifications, Clock clock) {
        this.jdbc = jdbc;
        this.notifications = notifications;
        this.clock = clock;
        notifications.listen(CHANNEL, _ -> wake());
    }

    /** A watch has begun; it takes the place of an older one of the same replica. */
    public void connected(String replica, String role, UUID watch) {
        jdbc.sql("""
                insert into directory_replica (replica, role, watch, applied, seen_at)
                values (:replica, :role, :watch, 0, :now)
                on conflict (replica) do update
                set role = excluded.role, watch = excluded.watch, applied = 0, seen_at = excluded.seen_at
                """)
                .param("replica", replica)
                .param("role", role)
                .param("watch", watch)
                .param("now", now())
                .update();
    }

    /** The replica says how far it has come. */
    public void applied(UUID watch, long revision) {
        jdbc.sql(
                        "update directory_replica set applied = greatest(applied, :revision), seen_at = :now where watch = :watch")
                .param("revision", revision)
                .param("now", now())
                .param("watch", watch)
                .update();
        notifications.send(CHANNEL, Long.toString(revision));
    }

    /** Its server vouches for the watch; false when a newer one has taken its place. */
    public boolean vouch(UUID watch) {
        return jdbc.sql("update directory_replica set seen_at = :now where watch = :watch")
                        .param("now", now())
                        .param("watch", watch)
                        .update()
                == 1;
    }

    /** The watch has ended. */
    public void disconnected(UUID watch) {
        jdbc.sql("delete from directory_replica where watch = :watch")
                .param("watch", watch)
                .update();
        notifications.send(CHANNEL, "");
    }

    @Override
    public boolean awaitBootsApplied(long revision, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (isBehind(revision)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            lock.lockInterruptibly();
            try {
                // Whether a wake-up came is all the same: the table is asked again either way.
                applied.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    private boolean isBehind(long revision) {
        return jdbc.sql("""
                select exists (select 1 from directory_replica
                               where role = 'BOOTS' and seen_at > :since and applied < :revision)
                """)
                .param("since", now().minus(CONNECTED))
                .param("revision", revision)
                .query(Boolean.class)
                .single();
    }

    private void wake() {
        lock.lock();
        try {
            applied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
