package dev.kindling.tink.workflow;

import dev.kindling.tink.workflow.WorkflowEvent.ActionDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.BackoffPassed;
import dev.kindling.tink.workflow.WorkflowEvent.GlobalDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowEvent.SettleDeadlinePassed;
import dev.kindling.tink.workflow.WorkflowRows.OverdueAction;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Keeps deadlines: whichever replica comes first takes what is overdue, the others pass over it (SKIP LOCKED). */
@Component
class WorkflowSweeper {

    private static final Logger LOG = LoggerFactory.getLogger(WorkflowSweeper.class);

    private final WorkflowRows workflows;
    private final WorkflowMover mover;
    private final WorkflowTransactions transactions;
    private final AgentLeases leases;
    private final ClockSteps steps;
    private final Clock clock;

    WorkflowSweeper(
            WorkflowRows workflows,
            WorkflowMover mover,
            WorkflowTransactions transactions,
            AgentLeases leases,
            ClockSteps steps,
            Clock clock) {
        this.workflows = workflows;
        this.mover = mover;
        this.transactions = transactions;
        this.leases = leases;
        this.steps = steps;
        this.clock = clock;
    }

    /** Not before a lease has passed since the start: agents that worked on while no server ran report first. */
    @Scheduled(
            initialDelayString = "${kindling.tink.workflow.lease:30s}",
            fixedDelayString = "${kindling.tink.workflow.sweep:2s}")
    void sweep() {
        try {
            Instant now = steps.account();
            transactions.run(() -> sweepOnce(now));
            leases.sweep();
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("sweep.failed");
        }
    }

    /** At once: a wait that is over needs nobody's report. */
    @Scheduled(fixedDelayString = "${kindling.tink.workflow.sweep:2s}")
    void sweepBackoffs() {
        try {
            transactions.run(() -> {
                for (OverdueAction over : workflows.overdueActions(clock.instant(), true)) {
                    Workflow workflow = workflows.lock(over.workflow()).orElseThrow();
                    mover.apply(workflow, new BackoffPassed(over.position(), over.attempt()));
                }
                return 0;
            });
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("sweep.failed");
        }
    }

    private int sweepOnce(Instant now) {
        for (OverdueAction overdue : workflows.overdueActions(now, false)) {
            Workflow workflow = workflows.lock(overdue.workflow()).orElseThrow();
            mover.apply(workflow, new ActionDeadlinePassed(overdue.position(), overdue.attempt()));
        }
        for (UUID id : workflows.overdue(now)) {
            Workflow workflow = workflows.lock(id).orElseThrow();
            boolean settling = workflow.state() == WorkflowState.SETTLING;
            mover.apply(workflow, settling ? new SettleDeadlinePassed() : new GlobalDeadlinePassed());
        }
        return 0;
    }
}
