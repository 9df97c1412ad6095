package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Trip;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** One action of a workflow: its frozen plan and how far it is. */
final class WorkflowAction {

    private static final String COLUMNS =
            "id, workflow_id, position, worker, state, attempt, sequence, failures, message,"
                    + " started_at, ended_at, deadline_at, boot_id, stopped_attempt, stopped_at, stop_reason";

    static final String INSERT = "insert into workflow_action (id, workflow_id, position, plan, worker, state, attempt,"
            + " sequence, failures, message) values (?, ?, ?, cast(? as jsonb), ?, ?, ?, ?, ?, ?)";

    private final UUID id;
    private final int position;
    private final MacAddress worker;
    private final Terms terms;
    /** Null where only the terms were read. */
    private PlannedAction planned;

    private ActionState state;
    private int attempt;
    private long sequence;
    private int failures;
    private String message;
    private Instant startedAt;
    private Instant endedAt;
    private Instant deadlineAt;
    private UUID bootId;
    private Integer stoppedAttempt;
    private Instant stoppedAt;
    private String stopReason;
    private boolean changed;

    WorkflowAction(int position, PlannedAction planned) {
        this.id = UUID.randomUUID();
        this.position = position;
        this.planned = planned;
        this.terms = Terms.of(planned);
        this.worker = planned.worker();
        this.state = ActionState.PENDING;
        this.message = "";
    }

    private WorkflowAction(ResultSet row, boolean whole) throws SQLException {
        id = row.getObject("id", UUID.class);
        position = row.getInt("position");
        worker = new MacAddress(row.getString("worker"));
        planned = whole ? PlanJson.read(row.getString("plan")) : null;
        terms = whole ? Terms.of(planned) : Terms.of(row);
        state = ActionState.valueOf(row.getString("state"));
        attempt = row.getInt("attempt");
        sequence = row.getLong("sequence");
        failures = row.getInt("failures");
        message = row.getString("message");
        startedAt = Trip.time(row, "started_at");
        endedAt = Trip.time(row, "ended_at");
        deadlineAt = Trip.time(row, "deadline_at");
        bootId = row.getObject("boot_id", UUID.class);
        stoppedAttempt = row.getObject("stopped_attempt", Integer.class);
        stoppedAt = Trip.time(row, "stopped_at");
        stopReason = row.getString("stop_reason");
    }

    /**
     * What events ask of the plan: it stands in columns of its own, so that a report does not read the plans of all actions.
     *
     * @param condition false: skipped
     * @param longest an on-failure or on-timeout command may take as long as the action itself
     */
    private record Terms(String name, ActionClass actionClass, boolean condition, int retries, Duration longest) {

        static final String COLUMNS = "name, action_class, condition, retries, timeout, reacts";

        static Terms of(PlannedAction plan) {
            boolean reacts = !plan.onFailure().isEmpty() || !plan.onTimeout().isEmpty();
            return new Terms(
                    plan.name(), plan.actionClass(), plan.condition(), plan.retries(), longest(plan.timeout(), reacts));
        }

        static Terms of(ResultSet row) throws SQLException {
            return new Terms(
                    row.getString("name"),
                    ActionClass.valueOf(row.getString("action_class")),
                    row.getBoolean("condition"),
                    row.getInt("retries"),
                    longest(Duration.parse(row.getString("timeout")), row.getBoolean("reacts")));
        }

        private static Duration longest(Duration timeout, boolean reacts) {
            return reacts ? timeout.multipliedBy(2) : timeout;
        }
    }

    /**
     * In their order; called with the id of the workflow too.
     *
     * @param whole with their plans, else only with what events ask of them
     */
    static void read(
            Trip trip, boolean whole, BiConsumer<UUID, WorkflowAction> found, String condition, Object... values) {
        trip.query(
                "select " + COLUMNS + ", " + (whole ? "plan" : Terms.COLUMNS) + " from workflow_action where "
                        + condition + " order by position",
                row -> found.accept(row.getObject("workflow_id", UUID.class), new WorkflowAction(row, whole)),
                values);
    }

    /** For {@link #INSERT}; one that is new has neither begun nor ended. */
    Object[] values(UUID workflow) {
        return new Object[] {
            id,
            workflow,
            position,
            PlanJson.write(planned),
            worker.text(),
            state.name(),
            attempt,
            sequence,
            failures,
            message
        };
    }

    /** Writes it if it changed. */
    void update(Trip trip) {
        if (changed) {
            trip.update(
                    "update workflow_action set state = ?, attempt = ?, sequence = ?, failures = ?, message = ?,"
                            + " started_at = ?, ended_at = ?, deadline_at = ?, boot_id = cast(? as uuid),"
                            + " stopped_attempt = cast(? as integer), stopped_at = ?, stop_reason = ? where id = ?",
                    state.name(),
                    attempt,
                    sequence,
                    failures,
                    message,
                    Trip.time(startedAt),
                    Trip.time(endedAt),
                    Trip.time(deadlineAt),
                    Trip.text(bootId),
                    Trip.text(stoppedAttempt),
                    Trip.time(stoppedAt),
                    Trip.text(stopReason),
                    id);
            changed = false;
        }
    }

    ActionSnapshot snapshot() {
        return new ActionSnapshot(
                terms.name(),
                worker,
                terms.actionClass(),
                terms.condition(),
                terms.retries(),
                state,
                attempt,
                sequence,
                failures);
    }

    void take(ActionSnapshot next, Instant now, WorkflowSettings settings) {
        boolean handedOut = next.attempt() != attempt;
        changed |= handedOut || next.state() != state || next.sequence() != sequence || next.failures() != failures;
        if (handedOut) {
            startedAt = null;
            endedAt = null;
        }
        if (next.state() != state || handedOut) {
            deadlineAt = deadline(next, now, settings);
            if (next.state() == ActionState.RUNNING) {
                startedAt = now;
            } else if (!next.state().isOwned() && attempt > 0) {
                endedAt = now;
            }
        }
        state = next.state();
        attempt = next.attempt();
        sequence = next.sequence();
        failures = next.failures();
    }

    private Instant deadline(ActionSnapshot next, Instant now, WorkflowSettings settings) {
        if (next.state() == ActionState.WAITING) {
            return now.plus(settings.backoffAfter(next.failures()));
        }
        return next.state().isOwned() ? now.plus(terms.longest()).plus(settings.grace()) : null;
    }

    /** Remembers in which boot the attempt was handed out. */
    void handedOutTo(Optional<UUID> boot) {
        bootId = boot.orElse(null);
        changed = true;
    }

    UUID bootId() {
        return bootId;
    }

    /** Done in an earlier run. */
    void passOver(String why) {
        state = ActionState.SKIPPED;
        message = why;
    }

    /** What was last said about it, for people. */
    void say(String text) {
        message = text;
        changed = true;
    }

    /** The agent that runs this attempt has to stop; its stream tells it. */
    void stop(int stopAttempt, String why, Instant now) {
        stoppedAttempt = stopAttempt;
        stopReason = why;
        stoppedAt = now;
        changed = true;
    }

    String name() {
        return terms.name();
    }

    /** @throws IllegalStateException when only the terms were read */
    PlannedAction planned() {
        if (planned == null) {
            throw new IllegalStateException("the plan of action " + position + " was not read");
        }
        return planned;
    }

    MacAddress worker() {
        return worker;
    }

    /** For a hand-out. */
    void readPlan(Trip trip) {
        trip.query(
                "select plan from workflow_action where id = ?", row -> planned = PlanJson.read(row.getString(1)), id);
    }

    int position() {
        return position;
    }

    ActionState state() {
        return state;
    }

    int attempt() {
        return attempt;
    }

    int failures() {
        return failures;
    }

    String message() {
        return message;
    }

    Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }
}
