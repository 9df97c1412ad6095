package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Attempts that were ended over the head of their agent; its stream tells it, also one that was opened later. */
@Component
public class StoppedAttempts {

    /** An agent that did not hear of it within this time asks or reports long before. */
    static final Duration TOLD_FOR = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    StoppedAttempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** One of them. */
    public record Stopped(UUID workflow, int index, int attempt, String reason) {}

    /** Those handed out to this boot of the machine; another boot cannot run them any more. */
    public List<Stopped> of(MacAddress mac, Optional<UUID> boot) {
        return jdbc.sql("""
                        select workflow_id, position, stopped_attempt, stop_reason from workflow_action
                        where worker = :mac and stopped_attempt is not null and stopped_at > :since
                        and boot_id is not distinct from cast(:boot as uuid)""")
                .param("mac", mac.text())
                .param("since", Timestamp.from(clock.instant().minus(TOLD_FOR)))
                .param("boot", boot.map(UUID::toString).orElse(null))
                .query((row, _) -> new Stopped(
                        row.getObject("workflow_id", UUID.class),
                        row.getInt("position"),
                        row.getInt("stopped_attempt"),
                        row.getString("stop_reason")))
                .list();
    }
}
