package dev.kindling.tink.workflow;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface WorkflowRepository extends JpaRepository<Workflow, UUID> {

    /** For a change: whoever comes second waits, so that the version is only the belt to these braces. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select w from Workflow w where w.id = :id")
    Optional<Workflow> lock(UUID id);

    /** The workflow this machine belongs to now. */
    @Query("select k.workflow.id from WorkflowWorker k where k.mac = :mac and k.active")
    Optional<UUID> activeOf(String mac);

    /** The oldest waiting workflow of this machine that no other replica is starting. */
    @Query(
            nativeQuery = true,
            value = "select w.id from workflow w join workflow_worker k on k.workflow_id = w.id"
                    + " where k.mac = :mac and k.waiting and w.state = 'PENDING'"
                    + " and not exists (select 1 from workflow_worker o join workflow_worker b on b.mac = o.mac"
                    + "   where o.workflow_id = w.id and b.active)"
                    + " order by w.created_at, w.id limit 1 for update of w skip locked")
    Optional<UUID> nextPendingOf(String mac);

    @Query(
            nativeQuery = true,
            value = "select exists (select 1 from workflow w join workflow_worker k on k.workflow_id = w.id"
                    + " where k.mac = :mac and k.waiting and w.state = 'PENDING')")
    boolean hasPending(String mac);

    @Query(
            nativeQuery = true,
            value = "select w.id from workflow w where (w.deadline_at <= :now and w.state <> 'HELD')"
                    + " or w.settle_deadline_at <= :now"
                    + " order by w.id limit 50 for update skip locked")
    List<UUID> overdue(Instant now);

    @Query(
            nativeQuery = true,
            value = "select a.workflow_id as workflow, a.position as position, a.attempt as attempt"
                    + " from workflow_action a join workflow w on w.id = a.workflow_id"
                    + " where a.deadline_at <= :now and w.state = 'RUNNING'"
                    + " and (a.state = 'WAITING') = :waiting limit 50 for update of w skip locked")
    List<OverdueAction> overdueActions(Instant now, boolean waiting);

    /** An attempt that should have ended. */
    interface OverdueAction {
        UUID getWorkflow();

        int getPosition();

        int getAttempt();
    }
}
