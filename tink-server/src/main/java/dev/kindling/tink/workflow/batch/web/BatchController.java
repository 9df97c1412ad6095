package dev.kindling.tink.workflow.batch.web;

import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.workflow.batch.BatchView;
import dev.kindling.tink.workflow.batch.Batches;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/batches}. */
@RestController
@RequestMapping(path = "/api/v1/batches", produces = MediaType.APPLICATION_JSON_VALUE)
class BatchController {

    private final Batches batches;

    BatchController(Batches batches) {
        this.batches = batches;
    }

    @PostMapping
    ResponseEntity<BatchView> create(@RequestBody Batches.NewBatch wish) {
        BatchView created = batches.create(wish);
        return ResponseEntity.created(URI.create("/api/v1/batches/" + created.id()))
                .body(created);
    }

    @GetMapping
    Page<BatchView> list(@RequestParam Optional<String> after, @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(
                batches.list(after.map(BatchController::id), size + 1),
                size,
                batch -> batch,
                batch -> batch.id().toString());
    }

    @GetMapping("/{id}")
    BatchView get(@PathVariable String id) {
        return batches.get(id(id));
    }

    @PostMapping("/{id}/cancel")
    BatchView cancel(@PathVariable String id) {
        return batches.cancel(id(id));
    }

    private static UUID id(String text) {
        return Parameters.id("id", text, "batch");
    }
}
