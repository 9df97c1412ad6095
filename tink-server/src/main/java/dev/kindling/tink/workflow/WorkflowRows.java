package dev.kindling.tink.workflow;

import dev.kindling.tink.database.Trip;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The rows of workflows. Plain SQL: a report reads the actions of its workflow and changes one, and what a mapper adds to that is most of
 * what it costs.
 */
@Repository
class WorkflowRows {

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    WorkflowRows(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    /**
     * For an event: whoever comes second waits, so that the version is only the belt to these braces. Without the plans of the actions,
     * see {@link #readPlan}.
     */
    Optional<Workflow> lock(UUID id) {
        return one(id, " for no key update", false);
    }

    /** The same, whole. */
    Optional<Workflow> lockWhole(UUID id) {
        return one(id, " for no key update", true);
    }

    Optional<Workflow> find(UUID id) {
        return one(id, "", true);
    }

    private Optional<Workflow> one(UUID id, String lock, boolean whole) {
        Map<UUID, Workflow> found = new LinkedHashMap<>();
        Trip trip = new Trip();
        Workflow.read(trip, "id = ?" + lock, each -> found.put(each.id(), each), id);
        // Read after the lock is there, so as the one before left them.
        parts(trip, found, whole, "workflow_id = ?", id);
        trip.run(jdbc);
        return Optional.ofNullable(found.get(id));
    }

    /** Those there are, whole. */
    Map<UUID, Workflow> findAll(Collection<UUID> ids) {
        Map<UUID, Workflow> found = new LinkedHashMap<>();
        Trip trip = new Trip();
        UUID[] wanted = ids.toArray(UUID[]::new);
        Workflow.read(trip, "id = any(?)", each -> found.put(each.id(), each), (Object) wanted);
        parts(trip, found, true, "workflow_id = any(?)", wanted);
        trip.run(jdbc);
        return found;
    }

    /** Of a workflow that begins between two of the statements nothing is taken. */
    private static void parts(Trip trip, Map<UUID, Workflow> found, boolean whole, String condition, Object value) {
        WorkflowWorker.read(
                trip,
                (id, worker) -> Optional.ofNullable(found.get(id))
                        .ifPresent(each -> each.workers().add(worker)),
                condition,
                value);
        WorkflowAction.read(
                trip,
                whole,
                (id, action) -> Optional.ofNullable(found.get(id))
                        .ifPresent(each -> each.actions().add(action)),
                condition,
                value);
    }

    /** Of an action that was read without. */
    void readPlan(WorkflowAction action) {
        Trip trip = new Trip();
        action.readPlan(trip);
        trip.run(jdbc);
    }

    boolean exists(UUID id) {
        return client.sql("select exists (select 1 from workflow where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    void insert(Workflow workflow) {
        UUID id = workflow.id();
        jdbc.update(Workflow.INSERT, workflow.values());
        jdbc.batchUpdate(
                WorkflowWorker.INSERT,
                workflow.workers().stream().map(each -> each.values(id)).toList());
        jdbc.batchUpdate(
                WorkflowAction.INSERT,
                workflow.actions().stream().map(each -> each.values(id)).toList());
    }

    /**
     * Writes what changed.
     *
     * @param more goes with it
     * @throws OptimisticLockingFailureException when it was changed without its lock
     */
    void update(Workflow workflow, Trip more) {
        Trip trip = new Trip();
        workflow.update(trip);
        if (trip.then(more).run(jdbc)[0] != 1) {
            throw new OptimisticLockingFailureException("workflow " + workflow.id() + " was changed by another");
        }
    }

    /** With all that belongs to it. */
    void delete(UUID id) {
        client.sql("delete from workflow where id = :id").param("id", id).update();
    }

    /** The workflow this machine belongs to now. */
    Optional<UUID> activeOf(String mac) {
        return client.sql("select workflow_id from workflow_worker where mac = :mac and active")
                .param("mac", mac)
                .query(UUID.class)
                .optional();
    }

    /**
     * The oldest waiting workflow of this machine that no other replica is starting.
     *
     * <p>The machine's own are an array, not a join: PostgreSQL would join them to all that wait for any machine, oldest first.
     */
    Optional<UUID> nextPendingOf(String mac) {
        return client.sql("""
                        select w.id from workflow w
                        where w.id = any(array(select k.workflow_id from workflow_worker k where k.mac = :mac and k.waiting))
                        and w.state = 'PENDING'
                        and not exists (select 1 from workflow_worker o join workflow_worker b on b.mac = o.mac
                          where o.workflow_id = w.id and b.active)
                        order by w.created_at, w.id limit 1 for update of w skip locked""").param("mac", mac).query(UUID.class).optional();
    }

    boolean hasPending(String mac) {
        return client.sql("""
                        select exists (select 1 from workflow w join workflow_worker k on k.workflow_id = w.id
                        where k.mac = :mac and k.waiting and w.state = 'PENDING')""").param("mac", mac).query(Boolean.class).single();
    }

    List<UUID> overdue(Instant now) {
        return client.sql("""
                        select w.id from workflow w
                        where (w.deadline_at <= :now and w.state <> 'HELD') or w.settle_deadline_at <= :now
                        order by w.id limit 50 for update skip locked""")
                .param("now", Timestamp.from(now))
                .query(UUID.class)
                .list();
    }

    /** An attempt that should have ended. */
    record OverdueAction(UUID workflow, int position, int attempt) {}

    /** @param waiting those that wait before they run again, else all others */
    List<OverdueAction> overdueActions(Instant now, boolean waiting) {
        return client.sql("""
                        select a.workflow_id, a.position, a.attempt
                        from workflow_action a join workflow w on w.id = a.workflow_id
                        where a.deadline_at <= :now and w.state = 'RUNNING' and (a.state = 'WAITING') = :waiting
                        limit 50 for update of w skip locked""")
                .param("now", Timestamp.from(now))
                .param("waiting", waiting)
                .query((row, _) -> new OverdueAction(row.getObject(1, UUID.class), row.getInt(2), row.getInt(3)))
                .list();
    }
}
