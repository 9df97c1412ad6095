package dev.kindling.tink.enrolment;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The life of open sessions: a board that idles, or is held, for days goes on hearing of its work. The session of a machine that should
 * run from its own disk is never given more time: nothing in the agent's system needs it then.
 */
@Component
public class Sessions {

    private final JdbcClient jdbc;
    private final DirectoryRevision revision;
    private final EnrolmentSettings settings;
    private final Clock clock;

    Sessions(JdbcClient jdbc, DirectoryRevision revision, EnrolmentSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.revision = revision;
        this.settings = settings;
        this.clock = clock;
    }

    /** A session that ends no later than this is due to be renewed now. */
    public Instant due() {
        return clock.instant().plus(settings.renewal());
    }

    /** Gives a live session its full life again, if it is due. */
    @Transactional
    public void renew(byte[] sessionSha256) {
        Instant now = clock.instant();
        boolean due = jdbc.sql("""
                        select exists (select 1 from machine where session_sha256 = :session
                          and session_expires_at > :now and session_expires_at <= :due
                          and hardware_id is not null and boot_mode = 'NETBOOT')""")
                .param("session", sessionSha256)
                .param("now", Timestamp.from(now))
                .param("due", Timestamp.from(due()))
                .query(Boolean.class)
                .single();
        if (due) {
            extend(sessionSha256, now);
        }
    }

    /**
     * Opens the session of this boot again if it ran out, unless a newer boot or a person ended it.
     *
     * @return when it expires
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Instant> goOn(MacAddress mac, UUID boot, byte[] sessionSha256) {
        Instant now = clock.instant();
        Optional<Instant> until = jdbc.sql("""
                        select session_expires_at from machine where mac = :mac and session_boot_id = :boot
                        and session_sha256 = :session and hardware_id is not null""")
                .param("mac", mac.text())
                .param("boot", boot)
                .param("session", sessionSha256)
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .optional();
        if (until.isEmpty() || until.get().isAfter(now)) {
            return until;
        }
        return extend(sessionSha256, now);
    }

    private Optional<Instant> extend(byte[] sessionSha256, Instant now) {
        Instant expiresAt = now.plus(settings.session()).truncatedTo(ChronoUnit.SECONDS);
        int changed = jdbc.sql("""
                        update machine set session_expires_at = :expires, revision = :revision
                        where session_sha256 = :session and hardware_id is not null and boot_mode = 'NETBOOT'""")
                .param("revision", revision.bump())
                .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .param("session", sessionSha256)
                .update();
        return changed == 1 ? Optional.of(expiresAt) : Optional.empty();
    }
}
