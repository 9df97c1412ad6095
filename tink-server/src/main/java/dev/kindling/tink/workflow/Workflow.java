package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Trip;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run of a frozen plan. {@link #apply} is the only way it changes; {@link WorkflowRows} reads and writes it. */
final class Workflow {

    private static final String COLUMNS = "id, version, moves, name, template, state, reason, after_run,"
            + " global_timeout_ms, created_at, started_at, ended_at, deadline_at, settle_deadline_at, retry_of";

    static final String INSERT =
            "insert into workflow (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as uuid))";

    private final UUID id;
    private final String name;
    private final String template;
    private final After after;
    private final long globalTimeoutMs;
    private final Instant createdAt;

    /** The workflow that this one tries again, or null. */
    private final UUID retryOf;

    private final List<WorkflowAction> actions = new ArrayList<>();
    private final List<WorkflowWorker> workers = new ArrayList<>();
    private long version;

    /** Counts transitions. */
    private long moves;

    private WorkflowState state;
    private String reason;
    private Instant startedAt;
    private Instant endedAt;
    private Instant deadlineAt;
    private Instant settleDeadlineAt;

    Workflow(UUID id, String template, WorkflowPlan plan, Instant now) {
        this(id, template, plan, now, null, 0);
    }

    /** @param from machines that run nothing from this action on have no part in it */
    private Workflow(UUID id, String template, WorkflowPlan plan, Instant now, UUID retryOf, int from) {
        this.id = id;
        this.retryOf = retryOf;
        this.template = template;
        this.name = plan.name();
        this.state = WorkflowState.PENDING;
        this.reason = "";
        this.after = plan.after();
        this.globalTimeoutMs = plan.globalTimeout().toMillis();
        this.createdAt = now;
        plan.actions().forEach(action -> actions.add(new WorkflowAction(actions.size(), action)));
        plan.actions().stream()
                .skip(from)
                .map(WorkflowPlan.PlannedAction::worker)
                .distinct()
                .sorted()
                .forEach(mac -> workers.add(new WorkflowWorker(mac)));
    }

    private Workflow(ResultSet row) throws SQLException {
        id = row.getObject("id", UUID.class);
        version = row.getLong("version");
        moves = row.getLong("moves");
        name = row.getString("name");
        template = row.getString("template");
        state = WorkflowState.valueOf(row.getString("state"));
        reason = row.getString("reason");
        after = After.valueOf(row.getString("after_run"));
        globalTimeoutMs = row.getLong("global_timeout_ms");
        createdAt = Trip.time(row, "created_at");
        startedAt = Trip.time(row, "started_at");
        endedAt = Trip.time(row, "ended_at");
        deadlineAt = Trip.time(row, "deadline_at");
        settleDeadlineAt = Trip.time(row, "settle_deadline_at");
        retryOf = row.getObject("retry_of", UUID.class);
    }

    /** Without its actions and workers, which add themselves. */
    static void read(Trip trip, String condition, Consumer<Workflow> found, Object... values) {
        trip.query(
                "select " + COLUMNS + " from workflow where " + condition,
                row -> found.accept(new Workflow(row)),
                values);
    }

    /** For {@link #INSERT}. */
    Object[] values() {
        return new Object[] {
            id,
            version,
            moves,
            name,
            template,
            state.name(),
            reason,
            after.name(),
            globalTimeoutMs,
            Trip.time(createdAt),
            Trip.time(startedAt),
            Trip.time(endedAt),
            Trip.time(deadlineAt),
            Trip.time(settleDeadlineAt),
            Trip.text(retryOf)
        };
    }

    /** What changed, as one version more; the first statement changes no row if another version is there. */
    void update(Trip trip) {
        trip.update(
                "update workflow set version = ?, moves = ?, state = ?, reason = ?, started_at = ?, ended_at = ?,"
                        + " deadline_at = ?, settle_deadline_at = ? where id = ? and version = ?",
                version + 1,
                moves,
                state.name(),
                reason,
                Trip.time(startedAt),
                Trip.time(endedAt),
                Trip.time(deadlineAt),
                Trip.time(settleDeadlineAt),
                id,
                version);
        version++;
        workers.forEach(worker -> worker.update(trip));
        actions.forEach(action -> action.update(trip));
    }

    /** The same frozen plan once more, from this action on: an ended workflow never changes, so it is a new one. */
    Workflow again(UUID newId, int from, Instant now) {
        WorkflowPlan plan = new WorkflowPlan(
                name,
                Duration.ofMillis(globalTimeoutMs),
                after,
                actions.stream().map(WorkflowAction::planned).toList());
        Workflow next = new Workflow(newId, template, plan, now, id, from);
        next.actions.subList(0, from).forEach(action -> action.passOver("not run again: see workflow " + id));
        return next;
    }

    /** Lets the lifecycle decide and takes what it decided; the effects are the caller's. */
    Transition apply(WorkflowEvent event, Instant now, WorkflowSettings settings) {
        Transition transition = WorkflowLifecycle.next(snapshot(), event);
        if (transition instanceof Transition.Moved moved) {
            take(moved.after(), now, settings);
            moved.effects().forEach(effect -> remember(effect, now));
            if (event instanceof Claimed claimed && state == WorkflowState.RUNNING) {
                moved.after().current().ifPresent(index -> actions.get(index).handedOutTo(claimed.boot()));
            }
            if (event instanceof Reported report && report.outcome() instanceof Outcome.Rebooting) {
                WorkflowAction action = actions.get(report.index());
                worker(action.worker()).ifPresent(worker -> worker.rebootsIn(action.bootId()));
            }
        }
        return transition;
    }

    private void remember(Effect effect, Instant now) {
        switch (effect) {
            case Effect.Tell tell -> {
                if (tell.facts().containsKey("index") && tell.facts().containsKey("message")) {
                    actions.get(Integer.parseInt(tell.facts().get("index")))
                            .say(tell.facts().get("message"));
                }
            }
            case Effect.StopAttempt stop -> actions.get(stop.index()).stop(stop.attempt(), stop.reason(), now);
            case Effect.BootLocal _, Effect.Wake _ -> {}
        }
    }

    WorkflowSnapshot snapshot() {
        Set<MacAddress> awaiting = workers.stream()
                .filter(WorkflowWorker::isAwaitingLocal)
                .map(WorkflowWorker::mac)
                .collect(Collectors.toSet());
        return new WorkflowSnapshot(
                state,
                reason,
                after,
                actions.stream().map(WorkflowAction::snapshot).toList(),
                awaiting);
    }

    private void take(WorkflowSnapshot next, Instant now, WorkflowSettings settings) {
        moves++;
        Optional<Instant> heldSince = heldSince();
        for (int i = 0; i < actions.size(); i++) {
            actions.get(i).take(next.actions().get(i), now, settings);
        }
        workers.forEach(worker -> worker.take(next.state(), next.awaitingLocal().contains(worker.mac())));
        reason = next.reason();
        if (next.state() != state) {
            heldSince.ifPresent(since -> goOnAfter(Duration.between(since, now)));
            enter(next.state(), now, settings);
        }
    }

    /** While it waits for an operator its global timeout stands still. */
    private Optional<Instant> heldSince() {
        return actions.stream()
                .filter(action -> action.state() == ActionState.UNKNOWN)
                .findFirst()
                .flatMap(WorkflowAction::endedAt);
    }

    private void goOnAfter(Duration held) {
        deadlineAt = deadlineAt == null ? null : deadlineAt.plus(held);
    }

    private void enter(WorkflowState next, Instant now, WorkflowSettings settings) {
        if (state == WorkflowState.PENDING && next.isActive()) {
            startedAt = now;
            deadlineAt = globalTimeoutMs == 0 ? null : now.plus(Duration.ofMillis(globalTimeoutMs));
        }
        state = next;
        settleDeadlineAt = next == WorkflowState.SETTLING ? now.plus(settings.settle()) : null;
        if (next == WorkflowState.SETTLING || next.isFinal()) {
            deadlineAt = null;
        }
        endedAt = next.isFinal() ? now : null;
    }

    UUID id() {
        return id;
    }

    long version() {
        return version;
    }

    String name() {
        return name;
    }

    String template() {
        return template;
    }

    WorkflowState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    Optional<UUID> retryOf() {
        return Optional.ofNullable(retryOf);
    }

    Instant createdAt() {
        return createdAt;
    }

    Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    List<WorkflowAction> actions() {
        return actions;
    }

    List<WorkflowWorker> workers() {
        return workers;
    }

    Optional<WorkflowWorker> worker(MacAddress mac) {
        return workers.stream().filter(worker -> worker.mac().equals(mac)).findFirst();
    }

    /** The attempt that was handed out and has not begun. */
    Optional<WorkflowAction> handedOut() {
        return actions.stream()
                .filter(action -> action.state() == ActionState.ASSIGNED)
                .findFirst();
    }

    /** Zero: none. */
    Duration globalTimeout() {
        return Duration.ofMillis(globalTimeoutMs);
    }
}
