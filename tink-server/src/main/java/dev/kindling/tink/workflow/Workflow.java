package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.WorkflowPlan;
import dev.kindling.tink.template.WorkflowPlan.After;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** One run of a frozen plan. {@link #apply} is the only way it changes. */
@Entity
@Table(name = "workflow")
class Workflow {

    @Id
    private UUID id;

    @Version
    private Long version;

    /** Counts transitions, so that a change of an action alone changes the version too. */
    private long moves;

    @Column(updatable = false)
    private String name;

    @Column(updatable = false)
    private String template;

    @Enumerated(EnumType.STRING)
    private WorkflowState state;

    private String reason;

    @Enumerated(EnumType.STRING)
    @Column(name = "after_run", updatable = false)
    private After after;

    @Column(name = "global_timeout_ms", updatable = false)
    private long globalTimeoutMs;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant startedAt;
    private Instant endedAt;
    private Instant deadlineAt;
    private Instant settleDeadlineAt;

    /** The workflow that this one tries again. */
    @Column(updatable = false)
    private UUID retryOf;

    @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
    @OrderBy("position")
    private List<WorkflowAction> actions = new ArrayList<>();

    @OneToMany(mappedBy = "workflow", cascade = CascadeType.ALL)
    @OrderBy("mac")
    private List<WorkflowWorker> workers = new ArrayList<>();

    protected Workflow() {}

    Workflow(UUID id, String template, WorkflowPlan plan, Instant now) {
        this(id, template, plan, 0, now);
    }

    private Workflow(UUID id, String template, WorkflowPlan plan, int from, Instant now) {
        this.id = id;
        this.template = template;
        this.name = plan.name();
        this.state = WorkflowState.PENDING;
        this.reason = "";
        this.after = plan.after();
        this.globalTimeoutMs = plan.globalTimeout().toMillis();
        this.createdAt = now;
        plan.actions().forEach(action -> actions.add(new WorkflowAction(this, actions.size(), action)));
        plan.actions().stream()
                .skip(from)
                .map(WorkflowPlan.PlannedAction::worker)
                .distinct()
                .forEach(mac -> workers.add(new WorkflowWorker(this, mac)));
    }

    /** The same frozen plan once more, from this action on: an ended workflow never changes, so it is a new one. */
    Workflow again(UUID newId, int from, Instant now) {
        WorkflowPlan plan = new WorkflowPlan(
                name,
                Duration.ofMillis(globalTimeoutMs),
                after,
                actions.stream().map(WorkflowAction::planned).toList());
        Workflow next = new Workflow(newId, template, plan, from, now);
        next.retryOf = id;
        next.actions.subList(0, from).forEach(action -> action.passOver("not run again: see workflow " + id));
        return next;
    }

    /** Lets the lifecycle decide and takes what it decided; the effects are the caller's. */
    Transition apply(WorkflowEvent event, Instant now, WorkflowSettings settings) {
        Transition transition = WorkflowLifecycle.next(snapshot(), event);
        if (transition instanceof Transition.Moved moved) {
            take(moved.after(), now, settings);
            moved.effects().forEach(effect -> remember(effect, now));
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
        return version == null ? 0 : version;
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

    /** Zero: none. */
    Duration globalTimeout() {
        return Duration.ofMillis(globalTimeoutMs);
    }
}
