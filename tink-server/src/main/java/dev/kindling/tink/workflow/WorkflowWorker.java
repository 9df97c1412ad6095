package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.OptionalLong;
import java.util.UUID;

/** A machine's part in a workflow. */
@Entity
@Table(name = "workflow_worker")
class WorkflowWorker {

    @Id
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Workflow workflow;

    private String mac;
    /** Until the workflow begins, or ends without. */
    private boolean waiting;

    private boolean active;
    private boolean awaitingLocal;
    private Long bootRevision;
    private UUID rebootingBoot;

    protected WorkflowWorker() {}

    WorkflowWorker(Workflow workflow, MacAddress mac) {
        this.id = UUID.randomUUID();
        this.workflow = workflow;
        this.mac = mac.text();
        this.waiting = true;
    }

    void take(WorkflowState next, boolean nowAwaiting) {
        waiting = next == WorkflowState.PENDING;
        active = next.isActive();
        awaitingLocal = nowAwaiting;
    }

    /** It is told to boot its own disk from this directory revision on. */
    void bootsLocallyFrom(long revision) {
        bootRevision = revision;
    }

    /** The agent of this boot reboots on its own. */
    void rebootsIn(UUID boot) {
        rebootingBoot = boot;
    }

    MacAddress mac() {
        return new MacAddress(mac);
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
