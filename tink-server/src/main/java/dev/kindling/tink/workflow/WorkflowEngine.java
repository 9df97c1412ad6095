package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.BoardEnrolled;
import dev.kindling.tink.machine.BootMode;
import dev.kindling.tink.machine.BootedLocally;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.workflow.WorkflowEvent.Claimed;
import dev.kindling.tink.workflow.WorkflowEvent.Enrolled;
import dev.kindling.tink.workflow.WorkflowEvent.LocalBootSeen;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What agents and boards do to workflows. */
@Service
public class WorkflowEngine {

    private final WorkflowRows workflows;
    private final WorkflowMover mover;
    private final WorkflowTransactions transactions;
    private final SentHome sentHome;
    private final Machines machines;
    private final FaultPoint faults;

    WorkflowEngine(
            WorkflowRows workflows,
            WorkflowMover mover,
            WorkflowTransactions transactions,
            SentHome sentHome,
            Machines machines,
            FaultPoint faults) {
        this.workflows = workflows;
        this.mover = mover;
        this.transactions = transactions;
        this.sentHome = sentHome;
        this.machines = machines;
        this.faults = faults;
    }

    /** One report as it came in. */
    public record Report(UUID workflow, int index, int attempt, long sequence, Outcome outcome) {}

    /** What this machine has to do: goes on with its workflow, or starts the oldest one that waits for it. */
    public WorkAnswer claim(MacAddress mac) {
        try {
            return transactions.run(() -> machines.find(mac)
                    .map(this::claimFor)
                    .orElseGet(() -> new WorkAnswer.Idle("machine " + mac + " is not in the inventory")));
        } catch (DataIntegrityViolationException anotherBegan) {
            // Two workflows that share a machine were started at once: the index on active machines let one in.
            return new WorkAnswer.Idle("another workflow of this machine has just begun");
        }
    }

    private WorkAnswer claimFor(MachineFacts machine) {
        Optional<UUID> active = workflows.activeOf(machine.mac().text());
        if (active.isPresent()) {
            return workflows
                    .lock(active.get())
                    .map(workflow -> continueWith(workflow, machine))
                    .orElseGet(() -> new WorkAnswer.Idle("its workflow was deleted"));
        }
        if (!machine.allowWorkflow()) {
            return new WorkAnswer.Idle("its hardware does not allow workflows (allow_workflow)");
        }
        Optional<Workflow> next = workflows.nextPendingOf(machine.mac().text()).flatMap(workflows::lock);
        if (next.isPresent()) {
            return continueWith(next.get(), machine);
        }
        return home(machine).orElseGet(() -> new WorkAnswer.Idle("no workflow waits for this machine"));
    }

    private WorkAnswer continueWith(Workflow workflow, MachineFacts machine) {
        Transition transition = mover.apply(workflow, new Claimed(machine.mac(), machine.bootId()));
        OptionalInt current = workflow.snapshot().current();
        if (transition instanceof Transition.Rejected rejected) {
            return home(machine).orElseGet(() -> new WorkAnswer.Idle(describe(workflow) + ": " + rejected.why()));
        }
        if (current.isEmpty() || workflow.state() != WorkflowState.RUNNING) {
            return home(machine).orElseGet(() -> new WorkAnswer.Idle(describe(workflow) + " has no action left"));
        }
        WorkflowAction action = workflow.actions().get(current.getAsInt());
        boolean runsHere = action.state() == ActionState.ASSIGNED || action.state() == ActionState.RUNNING;
        if (!runsHere || !action.worker().equals(machine.mac())) {
            return new WorkAnswer.Idle(describe(workflow) + ": " + whyNothing(action));
        }
        if (transition instanceof Transition.Unchanged) {
            workflows.readPlan(action);
        }
        return new WorkAnswer.Assigned(workflow.id(), action.position(), action.attempt(), action.planned());
    }

    private static String whyNothing(WorkflowAction action) {
        String name = "'" + action.name() + "'";
        return action.state() == ActionState.WAITING
                ? name + " failed and waits before it runs again"
                : "the node reboots";
    }

    private Optional<WorkAnswer> home(MachineFacts machine) {
        if (machine.bootMode() != BootMode.LOCAL) {
            return Optional.empty();
        }
        if (!sentHome.tell(machine)) {
            return Optional.empty();
        }
        return Optional.of(new WorkAnswer.RebootToLocal("its workflow is done: it should run from its own disk"));
    }

    /** Takes a report; answers after the commit. */
    public ReportAnswer report(MacAddress mac, Report report) {
        return report(mac, report, Optional.empty());
    }

    /** @param boot where the next action, if it is the same machine's, is handed out to in the same transaction; empty: it asks */
    public ReportAnswer report(MacAddress mac, Report report, Optional<UUID> boot) {
        ReportAnswer answer = transactions.run(() -> {
            ReportAnswer applied = workflows
                    .lock(report.workflow())
                    .map(workflow -> apply(workflow, mac, report, boot))
                    .orElseGet(() -> new ReportAnswer(ReportAnswer.Outcome.STALE, "the workflow was deleted"));
            pass(applied, FaultPoint.Moment.BEFORE_COMMIT);
            return applied;
        });
        pass(answer, FaultPoint.Moment.AFTER_COMMIT);
        return answer;
    }

    private void pass(ReportAnswer answer, FaultPoint.Moment moment) {
        if (answer.outcome() == ReportAnswer.Outcome.APPLIED) {
            faults.pass(moment);
        }
    }

    private ReportAnswer apply(Workflow workflow, MacAddress mac, Report report, Optional<UUID> boot) {
        boolean exists =
                report.index() >= 0 && report.index() < workflow.actions().size();
        if (exists && !workflow.actions().get(report.index()).worker().equals(mac)) {
            throw new Failure.Denied(
                    "action " + report.index() + " of workflow " + workflow.id() + " is not for " + mac);
        }
        Transition transition = mover.apply(
                workflow,
                new Reported(report.index(), report.attempt(), report.sequence(), report.outcome()),
                boot.map(each -> new Claimed(mac, Optional.of(each))));
        OptionalLong revision = workflow.worker(mac)
                .filter(WorkflowWorker::isAwaitingLocal)
                .map(WorkflowWorker::bootRevision)
                .orElse(OptionalLong.empty());
        return switch (transition) {
            case Transition.Moved _ ->
                new ReportAnswer(ReportAnswer.Outcome.APPLIED, "", revision, handedOut(workflow, mac));
            case Transition.Unchanged unchanged ->
                new ReportAnswer(ReportAnswer.Outcome.DUPLICATE, unchanged.why(), revision, Optional.empty());
            case Transition.Rejected rejected -> new ReportAnswer(ReportAnswer.Outcome.STALE, rejected.why());
        };
    }

    /** No report leaves an attempt that is handed out and not begun, so it was handed out with this one. */
    private static Optional<WorkAnswer.Assigned> handedOut(Workflow workflow, MacAddress mac) {
        return workflow.handedOut()
                .filter(action -> action.worker().equals(mac))
                .map(action ->
                        new WorkAnswer.Assigned(workflow.id(), action.position(), action.attempt(), action.planned()));
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BoardEnrolled boot) {
        workflows
                .activeOf(boot.mac().text())
                .flatMap(workflows::lock)
                .ifPresent(workflow -> mover.apply(workflow, new Enrolled(boot.mac())));
    }

    @EventListener
    @Transactional
    public void on(BootedLocally boot) {
        workflows
                .activeOf(boot.mac().text())
                .flatMap(workflows::lock)
                .ifPresent(workflow -> mover.apply(workflow, new LocalBootSeen(boot.mac())));
    }

    private static String describe(Workflow workflow) {
        return "workflow " + workflow.id() + " is " + workflow.state();
    }
}
