package dev.kindling.tink.workflow.batch;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.identity.Role;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.workflow.NewWorkflow;
import dev.kindling.tink.workflow.Workflows;
import dev.kindling.tink.workflow.batch.BatchStore.Queued;
import dev.kindling.tink.workflow.batch.BatchStore.Running;
import dev.kindling.tink.workflow.batch.BatchView.Counts;
import dev.kindling.tink.workflow.batch.BatchView.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Releases the next machines of every running batch. The batch's row stays locked meanwhile, so that no other server releases the same
 * machine; each workflow is made in a transaction of its own together with the note that it was, so that a crash makes none twice.
 */
@Component
class BatchRelease {

    private static final Logger log = LoggerFactory.getLogger(BatchRelease.class);
    private static final int MOST_BATCHES = 10;
    private static final int LONGEST_PROBLEM = 1000;

    private final BatchStore store;
    private final Workflows workflows;
    private final Timeline timeline;
    private final TransactionTemplate claiming;
    private final TransactionTemplate releasing;
    private final Clock clock;
    private final Duration patience;

    BatchRelease(
            BatchStore store,
            Workflows workflows,
            Timeline timeline,
            PlatformTransactionManager transactions,
            Clock clock,
            @Value("${kindling.tink.batch.patience:15m}") Duration patience) {
        this.store = store;
        this.workflows = workflows;
        this.timeline = timeline;
        this.claiming = new TransactionTemplate(transactions);
        this.releasing = new TransactionTemplate(transactions);
        this.releasing.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
        this.patience = patience;
    }

    @Scheduled(fixedDelayString = "${kindling.tink.batch.interval:1s}")
    void release() {
        try {
            claiming.executeWithoutResult(_ -> store.claim(MOST_BATCHES).forEach(this::release));
        } catch (DataAccessException | TransactionException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("batch.release-failed");
        }
    }

    private void release(Running batch) {
        Instant now = clock.instant();
        int free = batch.maxParallel() - store.taken(batch.id(), now.minus(patience));
        if (free > 0) {
            store.queued(batch.id(), free).forEach(machine -> release(batch, machine));
        }
        Counts counts = store.find(batch.id()).orElseThrow().counts();
        if (counts.queued() == 0 && counts.running() == 0) {
            store.end(batch.id(), State.DONE, now);
            timeline.record(done(batch.id(), counts, now));
        }
    }

    private void release(Running batch, Queued machine) {
        NewWorkflow wish = new NewWorkflow(batch.template(), Map.of("device_1", machine.mac()), batch.data());
        Caller person = new Caller(batch.createdBy(), Role.OPERATOR);
        try {
            ScopedValue.where(Caller.CURRENT, person)
                    .run(() -> releasing.executeWithoutResult(_ -> store.released(
                            batch.id(),
                            machine.position(),
                            workflows.create(wish).id())));
        } catch (Failure refused) {
            String message = refused.getMessage();
            String problem = message.substring(0, Math.min(message.length(), LONGEST_PROBLEM));
            releasing.executeWithoutResult(_ -> store.refused(batch.id(), machine.position(), problem));
        }
    }

    private static TimelineEvent done(UUID batch, Counts counts, Instant now) {
        return new TimelineEvent(
                Optional.empty(),
                now,
                TimelineEvent.Source.WORKFLOW,
                "batch.done",
                counts.failed() > 0 ? TimelineEvent.Severity.WARNING : TimelineEvent.Severity.INFO,
                Map.of(
                        "batch", batch.toString(),
                        "succeeded", Integer.toString(counts.succeeded()),
                        "failed", Integer.toString(counts.failed())),
                Optional.empty(),
                Optional.empty());
    }
}
