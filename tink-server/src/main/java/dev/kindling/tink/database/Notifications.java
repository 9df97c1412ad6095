package dev.kindling.tink.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * LISTEN and NOTIFY between the servers of one database, on one connection outside the pool.
 *
 * <p>A notification is a wake-up, never the news: nothing is delivered while the connection is down, so every listener is
 * called with an empty payload after a reconnect and must poll as well. A payload is an id, never a document.
 */
@Component
public class Notifications implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);
    /** PostgreSQL sends what is there at once; the wait only bounds how long a stop takes to be noticed. */
    private static final int WAIT_MILLIS = 10_000;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final JdbcConnectionDetails database;
    private final JdbcClient jdbc;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile Connection connection;

    Notifications(JdbcConnectionDetails database, JdbcClient jdbc) {
        this.database = database;
        this.jdbc = jdbc;
    }

    /** Wakes whoever listens to a channel. */
    @FunctionalInterface
    public interface Listener {

        /** Must return at once; an exception ends nothing but this call. */
        void notified(String payload);
    }

    /** Listens from now on (or from the start of the application); call it from a constructor. */
    public void listen(String channel, Listener listener) {
        listeners.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    /** Wakes the listeners of all servers, this one too, when the caller's transaction commits. */
    public void send(String channel, String payload) {
        jdbc.sql("select pg_notify(:channel, :payload)")
                .param("channel", channel)
                .param("payload", payload)
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("postgres-notifications").start(this::run);
    }

    @Override
    public void stop() {
        stopped.countDown();
        close();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        boolean going = true;
        while (going) {
            try (Connection fresh = DriverManager.getConnection(
                    database.getJdbcUrl(), database.getUsername(), database.getPassword())) {
                connection = fresh;
                listenTo(fresh);
                receive(fresh.unwrap(PGConnection.class));
            } catch (SQLException e) {
                if (stopped.getCount() > 0) {
                    log.atWarn().addKeyValue("reason", e.getMessage()).log("notifications.lost");
                }
            }
            going = !pause();
        }
    }

    private void listenTo(Connection fresh) throws SQLException {
        try (Statement statement = fresh.createStatement()) {
            for (String channel : listeners.keySet()) {
                statement.execute("listen " + statement.enquoteIdentifier(channel, true));
            }
        }
        listeners.values().forEach(all -> all.forEach(listener -> call(listener, "")));
    }

    private void receive(PGConnection receiving) throws SQLException {
        while (stopped.getCount() > 0) {
            PGNotification[] received = receiving.getNotifications(WAIT_MILLIS);
            if (received.length == 0) {
                probe();
            }
            for (PGNotification notification : received) {
                listeners
                        .getOrDefault(notification.getName(), List.of())
                        .forEach(listener -> call(listener, notification.getParameter()));
            }
        }
    }

    /** A server that vanished without a word would be listened to for ever. */
    private void probe() throws SQLException {
        Connection open = connection;
        open.setNetworkTimeout(Runnable::run, (int) PROBE.toMillis());
        try (Statement statement = open.createStatement()) {
            statement.execute("select 1");
        }
        open.setNetworkTimeout(Runnable::run, 0);
    }

    private static void call(Listener listener, String payload) {
        try {
            listener.notified(payload);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("notifications.listener-failed");
        }
    }

    private boolean pause() {
        try {
            return stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void close() {
        Connection open = connection;
        if (open == null) {
            return;
        }
        try {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("notifications.close");
        }
    }
}
