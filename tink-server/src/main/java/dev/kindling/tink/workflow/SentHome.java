package dev.kindling.tink.workflow;

import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Boards that booted from the network although they should run from their own disks. The agent of such a boot is told to
 * reboot it, as often as it asks; the next boot is told again only while its workflow waits for the local boot, so that
 * a board without a usable disk comes to rest when the settle deadline has passed.
 */
@Component
class SentHome {

    private final JdbcClient jdbc;
    private final Timeline timeline;
    private final Clock clock;

    SentHome(JdbcClient jdbc, Timeline timeline, Clock clock) {
        this.jdbc = jdbc;
        this.timeline = timeline;
        this.clock = clock;
    }

    /**
     * The machine's part in its last workflow.
     *
     * @param settling whether that workflow still waits for the machine's local boot
     * @param rebooting the boot that reboots by itself
     * @param told whether any boot was told
     * @param toldBoot the boot that was told last
     */
    record Part(
            UUID worker,
            UUID workflow,
            boolean settling,
            Optional<UUID> rebooting,
            boolean told,
            Optional<UUID> toldBoot) {

        boolean mayTell(Optional<UUID> boot) {
            return !isRebooting(boot) && (!told || wasTold(boot) || settling);
        }

        boolean wasTold(Optional<UUID> boot) {
            return told && toldBoot.equals(boot);
        }

        private boolean isRebooting(Optional<UUID> boot) {
            return rebooting.isPresent() && rebooting.equals(boot);
        }
    }

    /** Whether the agent that asks is to reboot its board now; a boot that is told for the first time is an event. */
    boolean tell(MachineFacts machine) {
        Optional<Part> part = part(machine).filter(found -> found.mayTell(machine.bootId()));
        part.filter(found -> !found.wasTold(machine.bootId())).ifPresent(found -> remember(found, machine));
        return part.isPresent();
    }

    private Optional<Part> part(MachineFacts machine) {
        return jdbc.sql("""
                        select k.id, k.workflow_id, w.state = 'SETTLING' and k.awaiting_local as settling,
                          k.rebooting_boot, k.reboot_told_at is not null as told, k.reboot_told_boot
                        from workflow_worker k join workflow w on w.id = k.workflow_id
                        where k.mac = :mac and w.started_at is not null and k.boot_revision is not null
                          and w.started_at = (select max(l.started_at) from workflow l
                            join workflow_worker m on m.workflow_id = l.id where m.mac = :mac)
                        for update of k""")
                .param("mac", machine.mac().text())
                .query((row, _) -> part(row))
                .optional();
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                row.getObject("id", UUID.class),
                row.getObject("workflow_id", UUID.class),
                row.getBoolean("settling"),
                Optional.ofNullable(row.getObject("rebooting_boot", UUID.class)),
                row.getBoolean("told"),
                Optional.ofNullable(row.getObject("reboot_told_boot", UUID.class)));
    }

    private void remember(Part part, MachineFacts machine) {
        Instant now = clock.instant();
        jdbc.sql("""
                        update workflow_worker set reboot_told_at = :now, reboot_told_boot = cast(:boot as uuid)
                        where id = :id""")
                .param("now", Timestamp.from(now))
                .param("boot", machine.bootId().map(UUID::toString).orElse(null))
                .param("id", part.worker())
                .update();
        timeline.record(TimelineEvent.ofWorkflow(
                machine.mac(),
                now,
                "action.rebooting",
                Severity.INFO,
                Map.of("message", "all actions are done, so its agent reboots it to its own disk"),
                part.workflow()));
    }
}
