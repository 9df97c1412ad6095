package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.template.WorkflowPlan;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What workflows are made of, and whose turn it is: for clients that look before they ask for work. Changes nothing. */
@Service
public class WorkflowPlans {

    private final WorkflowRows workflows;

    WorkflowPlans(WorkflowRows workflows) {
        this.workflows = workflows;
    }

    /** The frozen plan. */
    @Transactional(readOnly = true)
    public WorkflowPlan of(UUID id) {
        Workflow workflow = workflows.find(id).orElseThrow(() -> new Failure.NotFound("workflow", id));
        return new WorkflowPlan(
                workflow.name(),
                workflow.globalTimeout(),
                workflow.snapshot().after(),
                workflow.actions().stream().map(WorkflowAction::planned).toList());
    }

    /** The workflow this machine is in, else the one that {@link WorkflowEngine#claim} would start for it now. */
    @Transactional
    public Optional<UUID> nextOf(MacAddress mac) {
        return workflows.activeOf(mac.text()).or(() -> workflows.nextPendingOf(mac.text()));
    }
}
