package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.WorkflowPlan.PlannedAction;
import dev.kindling.tink.workflow.WorkflowSnapshot.ActionSnapshot;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One action of a workflow: its frozen plan and how far it is. */
@Entity
@Table(name = "workflow_action")
class WorkflowAction {

    @Id
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "workflow_id", updatable = false)
    private Workflow workflow;

    @Column(updatable = false)
    private int position;

    // Frozen: not sent, parsed and written again with every report.
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    private String plan;

    @Column(updatable = false)
    private String worker;

    @Enumerated(EnumType.STRING)
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

    @Transient
    private PlannedAction planned;

    protected WorkflowAction() {}

    WorkflowAction(Workflow workflow, int position, PlannedAction planned) {
        this.id = UUID.randomUUID();
        this.workflow = workflow;
        this.position = position;
        this.plan = PlanJson.write(planned);
        this.planned = planned;
        this.worker = planned.worker().text();
        this.state = ActionState.PENDING;
        this.message = "";
    }

    ActionSnapshot snapshot() {
        PlannedAction p = planned();
        return new ActionSnapshot(
                p.name(), p.worker(), p.actionClass(), p.condition(), p.retries(), state, attempt, sequence, failures);
    }

    void take(ActionSnapshot next, Instant now, WorkflowSettings settings) {
        boolean handedOut = next.attempt() != attempt;
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
        return next.state().isOwned() ? now.plus(longest()).plus(settings.grace()) : null;
    }

    /** An on-failure or on-timeout command may take as long as the action itself. */
    private Duration longest() {
        PlannedAction p = planned();
        boolean reacts = !p.onFailure().isEmpty() || !p.onTimeout().isEmpty();
        return reacts ? p.timeout().multipliedBy(2) : p.timeout();
    }

    /** Remembers in which boot the attempt was handed out. */
    void handedOutTo(UUID boot) {
        bootId = boot;
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
    }

    /** The agent that runs this attempt has to stop; its stream tells it. */
    void stop(int stopAttempt, String why, Instant now) {
        stoppedAttempt = stopAttempt;
        stopReason = why;
        stoppedAt = now;
    }

    PlannedAction planned() {
        if (planned == null) {
            planned = PlanJson.read(plan);
        }
        return planned;
    }

    MacAddress worker() {
        return new MacAddress(worker);
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
