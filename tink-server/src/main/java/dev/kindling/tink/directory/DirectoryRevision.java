package dev.kindling.tink.directory;

import dev.kindling.tink.database.Notifications;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The number of the directory's last change.
 *
 * <p>One row, locked by the change until its commit: who sees revision N sees every change up to N.
 */
@Component
public class DirectoryRevision {

    /** Channel on which servers tell each other that the directory has changed. */
    public static final String CHANNEL = "kindling_directory";

    private final JdbcClient jdbc;
    private final Notifications notifications;

    DirectoryRevision(JdbcClient jdbc, Notifications notifications) {
        this.jdbc = jdbc;
        this.notifications = notifications;
    }

    /** Epoch and number belong together: numbers of two epochs cannot be compared. */
    public record Current(UUID epoch, long revision) {}

    public Current current() {
        return jdbc.sql("select epoch, revision from directory_state")
                .query((row, _) -> new Current(row.getObject("epoch", UUID.class), row.getLong("revision")))
                .single();
    }

    /** Takes the directory's lock until the end of the transaction; before any row of a machine is locked. */
    public void lock() {
        jdbc.sql("select revision from directory_state for update")
                .query(Long.class)
                .single();
    }

    /** The revision of the caller's change; takes the lock, and wakes the watchers at the commit. */
    public long bump() {
        long revision = jdbc.sql("update directory_state set revision = revision + 1 returning revision")
                .query(Long.class)
                .single();
        notifications.send(CHANNEL, Long.toString(revision));
        return revision;
    }
}
