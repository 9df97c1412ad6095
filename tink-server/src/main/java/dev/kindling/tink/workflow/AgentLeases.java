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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Transactional;

/** Who is alive: a lease per machine, renewed by any call of its agent. Silence is told, never punished: deadlines do that. */
@Component
public class AgentLeases {

    private static final Logger LOG = LoggerFactory.getLogger(AgentLeases.class);
    private static final int LEASE_SHARE = 6;
    private static final int GATHERED_SHARE = 60;
    private static final Duration LONGEST_GATHERED = Duration.ofMillis(500);

    private final JdbcClient jdbc;
    private final WorkflowTransactions transactions;
    private final Timeline timeline;
    private final WorkflowSettings settings;
    private final Clock clock;

    /** Only spares the database renewals a few seconds apart; losing it costs nothing. */
    private final Map<MacAddress, Instant> renewed = new ConcurrentHashMap<>();

    private final Set<MacAddress> due = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean gathering = new AtomicBoolean();

    AgentLeases(
            JdbcClient jdbc,
            WorkflowTransactions transactions,
            Timeline timeline,
            WorkflowSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.timeline = timeline;
        this.settings = settings;
        this.clock = clock;
    }

    /** Written a moment later with those of other agents: a transaction for each would be more of them than all reports. */
    public void renew(MacAddress mac) {
        Instant now = clock.instant();
        Instant last = renewed.get(mac);
        if (last != null && now.isBefore(last.plus(settings.lease().dividedBy(LEASE_SHARE)))) {
            return;
        }
        renewed.put(mac, now);
        due.add(mac);
        if (gathering.compareAndSet(false, true)) {
            Thread.ofVirtual().name("agent-leases").start(this::writeDue);
        }
    }

    private void writeDue() {
        Duration share = settings.lease().dividedBy(GATHERED_SHARE);
        LockSupport.parkNanos(Math.min(share.toNanos(), LONGEST_GATHERED.toNanos()));
        // From here on a new one finds nobody gathering, so that none is left behind.
        gathering.set(false);
        // In the same order on all servers, which wait for each other's rows.
        List<MacAddress> macs = due.stream().sorted().toList();
        macs.forEach(due::remove);
        try {
            transactions.run(() -> write(macs));
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("leases.not-renewed");
            // Their next calls try again.
            macs.forEach(renewed::remove);
        }
    }

    private int write(List<MacAddress> macs) {
        Instant now = clock.instant();
        List<String> back = jdbc.sql("""
                        with due as (select unnest(cast(:macs as text[])) as mac),
                          before as (select mac from agent_lease join due using (mac) where silent),
                          written as (
                            insert into agent_lease (mac, lease_until, silent) select mac, :until, false from due
                            on conflict (mac) do update set lease_until = excluded.lease_until, silent = false)
                        select mac from before""")
                .param("macs", macs.stream().map(MacAddress::text).toArray(String[]::new))
                .param("until", Timestamp.from(now.plus(settings.lease())))
                .query(String.class)
                .list();
        back.forEach(mac -> tell(new MacAddress(mac), now, "agent.back", Severity.INFO, Map.of()));
        return macs.size();
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
