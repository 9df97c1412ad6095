package dev.kindling.tink.webhook.web;

import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.webhook.Webhook;
import dev.kindling.tink.webhook.Webhooks;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/webhooks}, for admins: whoever sets one up reads along for good. */
@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** A wish for one; kinds and selector may be left out. */
    record Wish(String url, List<String> kinds, String selector) {

        Wish {
            url = url == null ? "" : url;
            kinds = kinds == null ? List.of() : List.copyOf(kinds);
            selector = selector == null ? "" : selector;
        }
    }

    @PostMapping
    ResponseEntity<Webhooks.Created> create(@RequestBody Wish wish) {
        Webhooks.Created created = webhooks.create(wish.url(), wish.kinds(), wish.selector());
        return ResponseEntity.created(
                        URI.create("/api/v1/webhooks/" + created.webhook().id()))
                .body(created);
    }

    @GetMapping
    Page<Webhook> list(@RequestParam Optional<String> after, @RequestParam(defaultValue = "100") int limit) {
        int size = Page.checked(limit);
        return Page.of(
                webhooks.list(after.map(text -> Parameters.id("after", text, "webhook")), size + 1),
                size,
                UnaryOperator.identity(),
                each -> each.id().toString());
    }

    @GetMapping("/{id}")
    Webhook get(@PathVariable String id) {
        return webhooks.get(Parameters.id("id", id, "webhook"));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        webhooks.delete(Parameters.id("id", id, "webhook"));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/revive")
    Webhook revive(@PathVariable String id) {
        return webhooks.revive(Parameters.id("id", id, "webhook"));
    }
}
