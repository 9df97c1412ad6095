package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who is alive: a lease per machine, renewed by any call of its agent. Silence is told, never punished: deadlines do that. */
@Component
public class AgentLeases {

    private static final int LEASE_SHARE = 6;

    private final JdbcClient jdbc;
    private final Timeline timeline;
    private final WorkflowSettings settings;
    private final Clock clock;

    /** Only spares the database renewals a few seconds apart; losing it costs nothing. */
    private final Map<MacAddress, Instant> renewed = new ConcurrentHashMap<>();

    AgentLeases(JdbcClient jdbc, Timeline timeline, WorkflowSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.timeline = timeline;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional
    public void renew(MacAddress mac) {
        Instant now = clock.instant();
        Instant last = renewed.get(mac);
        Duration spared = settings.lease().dividedBy(LEASE_SHARE);
        if (last != null && now.isBefore(last.plus(spared))) {
            return;
        }
        Optional<Boolean> silentBefore = jdbc.sql("""
                        with before as (select silent from agent_lease where mac = :mac)
                        insert into agent_lease (mac, lease_until, silent) values (:mac, :until, false)
                        on conflict (mac) do update set lease_until = excluded.lease_until, silent = false
                        returning coalesce((select silent from before), false)""")
                .param("mac", mac.text())
                .param("until", Timestamp.from(now.plus(settings.lease())))
                .query(Boolean.class)
                .optional();
        renewed.put(mac, now);
        if (silentBefore.orElse(false)) {
            tell(mac, now, "agent.back", Severity.INFO, Map.of());
        }
    }

    /** Finds agents that own an attempt and let their lease run out; each is told once. */
    @Transactional
    public void sweep() {
        Instant now = clock.instant();
        List<String> silent = jdbc.sql("""
                        update agent_lease set silent = true where mac in (
                          select l.mac from agent_lease l where not l.silent and l.lease_until < :now
                          and l.mac in (select k.mac from workflow_worker k join workflow w on w.id = k.workflow_id
                            join workflow_action a on a.workflow_id = w.id and a.worker = k.mac
                            where k.active and w.state = 'RUNNING' and a.state in ('ASSIGNED', 'RUNNING'))
                          limit 100 for update of l skip locked)
                        returning mac""")
                .param("now", Timestamp.from(now))
                .query(String.class)
                .list();
        String lease = settings.lease().toSeconds() + " s";
        for (String mac : silent) {
            renewed.remove(new MacAddress(mac));
            tell(new MacAddress(mac), now, "agent.silent", Severity.WARNING, Map.of("for", lease));
        }
    }

    private void tell(MacAddress mac, Instant now, String kind, Severity severity, Map<String, String> facts) {
        timeline.record(new TimelineEvent(
                Optional.of(mac), now, Source.WORKFLOW, kind, severity, facts, Optional.empty(), Optional.empty()));
    }
}
