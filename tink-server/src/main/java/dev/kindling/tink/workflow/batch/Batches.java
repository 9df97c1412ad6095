package dev.kindling.tink.workflow.batch;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.template.Templates;
import dev.kindling.tink.workflow.batch.BatchView.Counts;
import dev.kindling.tink.workflow.batch.BatchView.Item;
import dev.kindling.tink.workflow.batch.BatchView.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people do to batches. */
@Service
public class Batches {

    private static final int MOST_PARALLEL = 1000;

    private final BatchStore store;
    private final Templates templates;
    private final Audit audit;
    private final Clock clock;

    Batches(BatchStore store, Templates templates, Audit audit, Clock clock) {
        this.store = store;
        this.templates = templates;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A wish for a batch.
     *
     * @param template id or name
     * @param selector which machines, by label
     * @param maxParallel how many at a time; null means 20
     * @param data more values for the template
     */
    public record NewBatch(String template, String selector, Integer maxParallel, Map<String, Object> data) {

        private static final int USUAL = 20;

        public NewBatch {
            template = template == null ? "" : template;
            selector = selector == null ? "" : selector;
            maxParallel = maxParallel == null ? USUAL : maxParallel;
            data = data == null ? Map.of() : new LinkedHashMap<>(data);
        }
    }

    /** Picks the machines now; the first of them begin within moments. */
    @Transactional
    public BatchView create(NewBatch wish) {
        String template = templates.get(wish.template()).name();
        List<String> macs =
                wish.selector().isBlank() ? List.of() : store.machines(LabelSelector.parse(wish.selector()));
        check(wish, macs);
        BatchView batch = new BatchView(
                UUID.randomUUID(),
                template,
                wish.selector(),
                wish.maxParallel(),
                State.RUNNING,
                Caller.currentName(),
                clock.instant(),
                Optional.empty(),
                new Counts(macs.size(), 0, 0, 0),
                macs.stream().map(mac -> new Item(mac, "", null, "QUEUED", "")).toList());
        store.insert(batch, wish.data());
        audit.record(
                "batch.create",
                "batch/" + batch.id(),
                Map.of(),
                Map.of("template", template, "selector", wish.selector(), "machines", macs));
        return get(batch.id());
    }

    private static void check(NewBatch wish, List<String> macs) {
        List<Violation> violations = new ArrayList<>();
        if (macs.isEmpty()) {
            violations.add(new Violation(
                    "/selector",
                    wish.selector(),
                    "matches no machine that may run workflows; see 'kindling machine list'"));
        }
        if (wish.maxParallel() < 1 || wish.maxParallel() > MOST_PARALLEL) {
            violations.add(new Violation(
                    "/maxParallel", wish.maxParallel().toString(), "is not a number from 1 to " + MOST_PARALLEL));
        }
        if (!violations.isEmpty()) {
            throw new Failure.Invalid("batch", violations);
        }
    }

    @Transactional(readOnly = true)
    public BatchView get(UUID id) {
        return store.find(id).orElseThrow(() -> new Failure.NotFound("batch", id));
    }

    /** Newest first, without their machines. */
    @Transactional(readOnly = true)
    public List<BatchView> list(Optional<UUID> after, int limit) {
        return store.list(after, limit);
    }

    /** No more machines begin; those that have begun go on. */
    @Transactional
    public BatchView cancel(UUID id) {
        BatchView batch = store.lock(id).orElseThrow(() -> new Failure.NotFound("batch", id));
        if (batch.state() != State.RUNNING) {
            throw new Failure.Conflict("batch " + id + " is " + batch.state() + " already");
        }
        store.end(id, State.CANCELLED, clock.instant());
        audit.record(
                "batch.cancel",
                "batch/" + id,
                Map.of("state", "RUNNING"),
                Map.of("state", "CANCELLED", "notStarted", batch.counts().queued()));
        return get(id);
    }
}
