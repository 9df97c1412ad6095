package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Notifications;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells all replicas, when the caller's transaction commits, that a machine's agent may have something new to do. */
@Component
public class WorkSignals {

    /** The payload is {@code MAC} or {@code MAC STREAM}, where STREAM is the number of a stream that was opened. */
    private static final String CHANNEL = "kindling_work";

    private final Notifications notifications;
    private final JdbcClient jdbc;

    WorkSignals(Notifications notifications, JdbcClient jdbc) {
        this.notifications = notifications;
        this.jdbc = jdbc;
    }

    void wake(MacAddress mac) {
        notifications.send(CHANNEL, mac.text());
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
        notifications.listen(CHANNEL, payload -> {
            int blank = payload.indexOf(' ');
            listener.accept(
                    blank < 0 ? payload : payload.substring(0, blank),
                    blank < 0 ? 0L : Long.parseLong(payload.substring(blank + 1)));
        });
    }
}
