package dev.kindling.tink.identity.web;

import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.listing.Page;
import java.util.function.UnaryOperator;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit, newest first. */
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
class AuditController {

    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    Page<Audit.Entry> list(
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long after,
            @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(audit.list(after, size + 1), size, UnaryOperator.identity(), entry -> Long.toString(entry.id()));
    }
}
