package dev.kindling.tink.failure;

import java.sql.SQLException;

/** Tells a database without room from one that is away: waiting alone does not help. */
public final class FullDisk {

    /** What to say of it. */
    public static final String TEXT =
            "the database has no room left on its disk, so nothing was changed; free some there, then try again";

    /** SQLSTATE disk_full. */
    private static final String STATE = "53100";

    private FullDisk() {}

    /** Whether this is the reason somewhere below. */
    public static boolean is(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && STATE.equals(e.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
