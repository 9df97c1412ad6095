package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.enrolment.Sessions;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether what an agent was told last still holds, asked with one statement that changes nothing: the heartbeats of a large fleet all
 * end here. Whoever gets a "no" looks closely.
 */
@Component
public class UnchangedWork {

    private static final String NOTHING_STOPPED = """
             and not exists (select 1 from workflow_action a
              where a.worker = :mac and a.stopped_attempt is not null and a.stopped_at > :since)""";

    private final JdbcClient jdbc;
    private final Sessions sessions;
    private final Clock clock;

    UnchangedWork(JdbcClient jdbc, Sessions sessions, Clock clock) {
        this.jdbc = jdbc;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** The session lives on for a while, no workflow of the machine runs or waits, nothing was stopped, and it is where it should be. */
    public boolean hasNothingFor(byte[] session, MacAddress mac) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select exists (select 1 from machine m
                          where m.session_sha256 = :session and m.session_expires_at > :due
                          and m.hardware_id is not null and m.boot_mode = 'NETBOOT')
                        and not exists (select 1 from workflow_worker k where k.mac = :mac and k.active)
                        and not exists (select 1 from workflow w join workflow_worker k on k.workflow_id = w.id
                          where k.mac = :mac and k.waiting and w.state = 'PENDING')
                        """ + NOTHING_STOPPED)
                .param("session", session)
                .param("mac", mac.text())
                .param("due", Timestamp.from(sessions.due()))
                .param("since", Timestamp.from(now.minus(StoppedAttempts.TOLD_FOR)))
                .query(Boolean.class)
                .single();
    }

    /** The session lives on for a while, the attempt is still the machine's to run, and nothing was stopped. */
    public boolean isStillRun(byte[] session, MacAddress mac, WorkAnswer.Assigned attempt) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select exists (select 1 from machine m
                          where m.session_sha256 = :session and m.session_expires_at > :due and m.hardware_id is not null)
                        and exists (select 1 from workflow_action a join workflow w on w.id = a.workflow_id
                          where w.id = :workflow and w.state = 'RUNNING' and a.position = :position and a.worker = :mac
                          and a.attempt = :attempt and a.state in ('ASSIGNED', 'RUNNING'))
                        """ + NOTHING_STOPPED)
                .param("session", session)
                .param("mac", mac.text())
                .param("workflow", attempt.workflow())
                .param("position", attempt.index())
                .param("attempt", attempt.attempt())
                .param("due", Timestamp.from(sessions.due()))
                .param("since", Timestamp.from(now.minus(StoppedAttempts.TOLD_FOR)))
                .query(Boolean.class)
                .single();
    }
}
