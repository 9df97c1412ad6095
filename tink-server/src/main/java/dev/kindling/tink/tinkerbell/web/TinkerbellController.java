package dev.kindling.tink.tinkerbell.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.tinkerbell.classic.ClassicWorkflows;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/tinkerbell/workflows}: workflows with the id of their template and the one object of "hardware". */
@RestController
@RequestMapping("/api/v1/tinkerbell/workflows")
class TinkerbellController {

    private final ClassicWorkflows workflows;

    TinkerbellController(ClassicWorkflows workflows) {
        this.workflows = workflows;
    }

    /**
     * A workflow to make.
     *
     * @param id the one it keeps; empty: a fresh one
     * @param template id or name
     * @param hardware JSON text: names and MACs, and whatever else the template uses
     */
    record Wish(Optional<UUID> id, String template, String hardware) {}

    /** All of them, newest first. */
    record All(List<ClassicWorkflows.Shown> items) {}

    /** What was made. */
    record Made(UUID id) {}

    @GetMapping
    All list() {
        List<ClassicWorkflows.Shown> all = new ArrayList<>();
        workflows.each(all::add);
        return new All(all);
    }

    @PostMapping
    ResponseEntity<Made> create(@RequestBody Wish wish) {
        String template = wish.template() == null ? "" : wish.template();
        try {
            UUID id = workflows.create(
                    template,
                    wish.hardware() == null ? "{}" : wish.hardware(),
                    wish.id() == null ? Optional.empty() : wish.id());
            return ResponseEntity.created(URI.create("/api/v1/workflows/" + id)).body(new Made(id));
        } catch (Refusal refusal) {
            throw new Failure.Invalid("workflow", List.of(new Violation("/template", template, refusal.getMessage())));
        }
    }
}
