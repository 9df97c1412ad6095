package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Trip;
import dev.kindling.tink.machine.BootMode;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Applies an event to a locked workflow and carries out what it brings, all in the caller's transaction. */
@Component
class WorkflowMover {

    private static final Logger LOG = LoggerFactory.getLogger(WorkflowMover.class);

    private final WorkflowRows workflows;
    private final Machines machines;
    private final Timeline timeline;
    private final WorkSignals signals;
    private final WorkflowSettings settings;
    private final Clock clock;

    WorkflowMover(
            WorkflowRows workflows,
            Machines machines,
            Timeline timeline,
            WorkSignals signals,
            WorkflowSettings settings,
            Clock clock) {
        this.workflows = workflows;
        this.machines = machines;
        this.timeline = timeline;
        this.signals = signals;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    Transition apply(Workflow workflow, WorkflowEvent event) {
        return apply(workflow, event, Optional.empty());
    }

    /** @param claim applied after the event where that leaves something to do for this machine: it need not be woken to ask then */
    @Transactional(propagation = Propagation.MANDATORY)
    Transition apply(Workflow workflow, WorkflowEvent event, Optional<Claimed> claim) {
        Instant now = clock.instant();
        WorkflowState before = workflow.state();
        Transition transition = workflow.apply(event, now, settings);
        switch (transition) {
            case Transition.Moved moved -> {
                List<Effect> effects = new ArrayList<>(moved.effects());
                claim.ifPresent(next -> claim(workflow, next, effects, now));
                Trip trip = new Trip();
                effects.forEach(effect -> carryOut(workflow, effect, now));
                timeline.record(told(workflow, effects, now), trip);
                workflow.handedOut().ifPresent(action -> action.readPlan(trip));
                workflows.update(workflow, trip);
                if (workflow.state().isFinal() && !before.isFinal()) {
                    workflow.workers().forEach(worker -> release(worker.mac()));
                }
                log(workflow, event, before);
            }
            case Transition.Rejected rejected -> {
                LOG.atInfo()
                        .addKeyValue("workflow", workflow.id())
                        .addKeyValue("event", event.getClass().getSimpleName())
                        .addKeyValue("why", rejected.why())
                        .log("workflow.rejected");
                if (rejected.kind() == Transition.Rejected.Kind.NEVER_HANDED_OUT
                        && event instanceof WorkflowEvent.Reported report) {
                    tellOfAnotherHistory(workflow, report, now);
                }
            }
            case Transition.Unchanged _ -> {}
        }
        return transition;
    }

    /** Attempts only count up, so the database was newer once than it is now. */
    private void tellOfAnotherHistory(Workflow workflow, WorkflowEvent.Reported report, Instant now) {
        WorkflowAction action = workflow.actions().get(report.index());
        timeline.record(TimelineEvent.ofWorkflow(
                action.worker(),
                now,
                "action.unknown-attempt",
                TimelineEvent.Severity.ALARM,
                Map.of(
                        "action", action.name(),
                        "index", Integer.toString(report.index()),
                        "attempt", Integer.toString(report.attempt()),
                        "newest", Integer.toString(action.attempt()),
                        "message", "was the database restored from an older backup? look what this board really holds"),
                workflow.id()));
    }

    private void claim(Workflow workflow, Claimed claim, List<Effect> effects, Instant now) {
        Effect wake = new Effect.Wake(claim.worker());
        if (effects.contains(wake) && workflow.apply(claim, now, settings) instanceof Transition.Moved handedOut) {
            effects.removeIf(wake::equals);
            effects.addAll(handedOut.effects());
            // Its agent may have a newer stream on another server.
            signals.wakeElsewhere(claim.worker());
        }
    }

    private static List<TimelineEvent> told(Workflow workflow, List<Effect> effects, Instant now) {
        return effects.stream()
                .filter(Effect.Tell.class::isInstance)
                .map(Effect.Tell.class::cast)
                .map(tell -> TimelineEvent.ofWorkflow(
                        tell.mac(), now, tell.kind(), tell.severity(), tell.facts(), workflow.id()))
                .toList();
    }

    private void carryOut(Workflow workflow, Effect effect, Instant now) {
        switch (effect) {
            case Effect.BootLocal local -> {
                long revision = machines.setBootMode(local.mac(), BootMode.LOCAL);
                workflow.worker(local.mac()).orElseThrow().bootsLocallyFrom(revision);
                // The agent learns from its stream that its board should be elsewhere.
                signals.wake(local.mac());
            }
            case Effect.Tell _ -> {}
            case Effect.Wake wake -> signals.wake(wake.mac());
            case Effect.StopAttempt stop ->
                signals.wake(workflow.actions().get(stop.index()).worker());
        }
    }

    /** The machine is free: a waiting workflow of its needs it to boot from the network again. */
    private void release(MacAddress mac) {
        if (workflows.hasPending(mac.text()) && machines.find(mac).isPresent()) {
            machines.setBootMode(mac, BootMode.NETBOOT);
            signals.wake(mac);
        }
    }

    private static void log(Workflow workflow, WorkflowEvent event, WorkflowState before) {
        LOG.atInfo()
                .addKeyValue("workflow", workflow.id())
                .addKeyValue("event", event.getClass().getSimpleName())
                .addKeyValue("from", before)
                .addKeyValue("to", workflow.state())
                .log("workflow.moved");
    }
}
