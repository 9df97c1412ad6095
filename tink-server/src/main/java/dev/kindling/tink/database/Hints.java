package dev.kindling.tink.database;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notifications that may get lost, for listeners that poll anyway: sent after the commit and at most every few milliseconds. PostgreSQL
 * commits transactions that notify one after the other, each waiting for the disk alone; whatever happens often must not be one.
 */
@Component
public class Hints {

    private static final Logger log = LoggerFactory.getLogger(Hints.class);
    private static final Duration GATHERED = Duration.ofMillis(20);

    private final JdbcClient jdbc;
    private final Set<Hint> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sending = new AtomicBoolean();

    Hints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Hint(String channel, String payload) {}

    /** Wakes the listeners of all servers soon after the caller's transaction has committed. */
    public void send(String channel) {
        send(channel, "", () -> {});
    }

    /** The same with a payload, and with something to do here at the commit: what would wait for the notification's way back. */
    public void send(String channel, String payload, Runnable here) {
        Hint hint = new Hint(channel, payload);
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            here.run();
            committed(hint);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                here.run();
                committed(hint);
            }
        });
    }

    private void committed(Hint hint) {
        pending.add(hint);
        if (sending.compareAndSet(false, true)) {
            Thread.ofVirtual().name("postgres-hints").start(this::sendAll);
        }
    }

    private void sendAll() {
        LockSupport.parkNanos(GATHERED.toNanos());
        // From here on a new hint finds nobody sending, so that none is left behind.
        sending.set(false);
        List<Hint> gathered = List.copyOf(pending);
        gathered.forEach(pending::remove);
        try {
            // Its own commit need not reach the disk.
            jdbc.sql("""
                            select set_config('synchronous_commit', 'off', true), pg_notify(h.channel, h.payload)
                            from unnest(cast(:channels as text[]), cast(:payloads as text[])) h (channel, payload)""")
                    .param("channels", gathered.stream().map(Hint::channel).toArray(String[]::new))
                    .param("payloads", gathered.stream().map(Hint::payload).toArray(String[]::new))
                    .query((row, _) -> row.getString(1))
                    .list();
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("hint.lost");
        }
    }
}
