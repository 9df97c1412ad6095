package dev.kindling.tink.workflow;

import java.sql.Timestamp;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Throws the logs of workflows away that ended long ago; the workflows stay. */
@Component
public class LogRetention {

    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);

    private final JdbcClient jdbc;
    private final WorkflowSettings settings;
    private final Clock clock;

    LogRetention(JdbcClient jdbc, WorkflowSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whichever replica comes first does it. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    public void sweep() {
        try {
            int dropped;
            do {
                dropped = dropSome();
            } while (dropped > 0);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("logs.sweep-failed");
        }
    }

    /** One statement, so that no workflow is marked whose logs are still there. */
    private int dropSome() {
        return jdbc.sql("""
                        with old as (
                          update workflow set logs_dropped_at = :now where id in (
                            select id from workflow where ended_at < :before and logs_dropped_at is null
                            limit 100 for update skip locked)
                          returning id),
                        gone as (delete from action_log where workflow_id in (select id from old))
                        select count(*) from old""")
                .param("now", Timestamp.from(clock.instant()))
                .param("before", Timestamp.from(clock.instant().minus(settings.logRetention())))
                .query(Integer.class)
                .single();
    }
}
