package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Trip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;

/** A machine's part in a workflow. */
final class WorkflowWorker {

    private static final String COLUMNS =
            "id, workflow_id, mac, waiting, active, awaiting_local, boot_revision, rebooting_boot";

    static final String INSERT = "insert into workflow_worker (" + COLUMNS
            + ") values (?, ?, ?, ?, ?, ?, cast(? as bigint), cast(? as uuid))";

    private final UUID id;
    private final MacAddress mac;
    /** Until the workflow begins, or ends without. */
    private boolean waiting;

    private boolean active;
    private boolean awaitingLocal;
    private Long bootRevision;
    private UUID rebootingBoot;
    private boolean changed;

    WorkflowWorker(MacAddress mac) {
        this.id = UUID.randomUUID();
        this.mac = mac;
        this.waiting = true;
    }

    private WorkflowWorker(ResultSet row) throws SQLException {
        id = row.getObject("id", UUID.class);
        mac = new MacAddress(row.getString("mac"));
        waiting = row.getBoolean("waiting");
        active = row.getBoolean("active");
        awaitingLocal = row.getBoolean("awaiting_local");
        bootRevision = row.getObject("boot_revision", Long.class);
        rebootingBoot = row.getObject("rebooting_boot", UUID.class);
    }

    /** In the order of their MACs; called with the id of the workflow too. */
    static void read(Trip trip, BiConsumer<UUID, WorkflowWorker> found, String condition, Object... values) {
        trip.query(
                "select " + COLUMNS + " from workflow_worker where " + condition + " order by mac",
                row -> found.accept(row.getObject("workflow_id", UUID.class), new WorkflowWorker(row)),
                values);
    }

    /** For {@link #INSERT}. */
    Object[] values(UUID workflow) {
        return new Object[] {
            id, workflow, mac.text(), waiting, active, awaitingLocal, Trip.text(bootRevision), Trip.text(rebootingBoot)
        };
    }

    /** Writes it if it changed. */
    void update(Trip trip) {
        if (changed) {
            trip.update(
                    "update workflow_worker set waiting = ?, active = ?, awaiting_local = ?,"
                            + " boot_revision = cast(? as bigint), rebooting_boot = cast(? as uuid) where id = ?",
                    waiting,
                    active,
                    awaitingLocal,
                    Trip.text(bootRevision),
                    Trip.text(rebootingBoot),
                    id);
            changed = false;
        }
    }

    void take(WorkflowState next, boolean nowAwaiting) {
        boolean nowWaiting = next == WorkflowState.PENDING;
        changed |= waiting != nowWaiting || active != next.isActive() || awaitingLocal != nowAwaiting;
        waiting = nowWaiting;
        active = next.isActive();
        awaitingLocal = nowAwaiting;
    }

    /** It is told to boot its own disk from this directory revision on. */
    void bootsLocallyFrom(long revision) {
        bootRevision = revision;
        changed = true;
    }

    /** The agent of this boot reboots on its own. */
    void rebootsIn(UUID boot) {
        rebootingBoot = boot;
        changed = true;
    }

    MacAddress mac() {
        return mac;
    }

    boolean isActive() {
        return active;
    }

    boolean isAwaitingLocal() {
        return awaitingLocal;
    }

    OptionalLong bootRevision() {
        return bootRevision == null ? OptionalLong.empty() : OptionalLong.of(bootRevision);
    }
}
