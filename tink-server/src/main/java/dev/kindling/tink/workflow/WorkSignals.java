package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Hints;
import dev.kindling.tink.database.Notifications;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells all replicas, when the caller's transaction commits, that a machine's agent may have something new to do: this one at once, the
 * others by a notification a moment later. One that is lost costs a heartbeat's time.
 */
@Component
public class WorkSignals {

    /** The payload is {@code MAC STREAM}, where STREAM is the number of a stream that was opened. */
    private static final String CHANNEL = "kindling_work";

    /** The payload is {@code MAC SERVER}, where SERVER sends it. */
    private static final String WAKES = "kindling_wake";

    /** What this server sends has woken its own streams already. */
    private final String server = UUID.randomUUID().toString();

    private final List<BiConsumer<String, Long>> listeners = new CopyOnWriteArrayList<>();
    private final Notifications notifications;
    private final Hints hints;
    private final JdbcClient jdbc;

    WorkSignals(Notifications notifications, Hints hints, JdbcClient jdbc) {
        this.notifications = notifications;
        this.hints = hints;
        this.jdbc = jdbc;
    }

    void wake(MacAddress mac) {
        hints.send(WAKES, mac.text() + " " + server, () -> wakeHere(mac));
    }

    /** The same but for the streams of this server. */
    void wakeElsewhere(MacAddress mac) {
        hints.send(WAKES, mac.text() + " " + server, () -> {});
    }

    /**
     * A new stream of this machine opens: every replica ends the older ones it holds.
     *
     * @return its number, greater than that of any stream before, whatever the clocks of the replicas say
     */
    @Transactional
    public long opened(MacAddress mac) {
        long number =
                jdbc.sql("select nextval('agent_stream')").query(Long.class).single();
        notifications.send(CHANNEL, mac.text() + " " + number);
        return number;
    }

    /** Calls with MAC (empty: look at all) and the number of the stream that was opened (0: none). */
    public void listen(BiConsumer<String, Long> listener) {
        listeners.add(listener);
        notifications.listen(CHANNEL, payload -> {
            int blank = payload.indexOf(' ');
            listener.accept(
                    blank < 0 ? payload : payload.substring(0, blank),
                    blank < 0 ? 0L : Long.parseLong(payload.substring(blank + 1)));
        });
        notifications.listen(WAKES, payload -> {
            int blank = payload.indexOf(' ');
            if (blank > 0 && !payload.substring(blank + 1).equals(server)) {
                listener.accept(payload.substring(0, blank), 0L);
            }
        });
    }

    private void wakeHere(MacAddress mac) {
        listeners.forEach(listener -> listener.accept(mac.text(), 0L));
    }
}
