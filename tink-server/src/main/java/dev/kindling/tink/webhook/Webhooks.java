package dev.kindling.tink.webhook;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.identity.Caller;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.sealing.MasterKey;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.webhook.Webhook.State;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people do to webhooks. */
@Service
public class Webhooks {

    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final WebhookStore store;
    private final TimelineReader timeline;
    private final MasterKey masterKey;
    private final Audit audit;
    private final Clock clock;

    Webhooks(WebhookStore store, TimelineReader timeline, MasterKey masterKey, Audit audit, Clock clock) {
        this.store = store;
        this.timeline = timeline;
        this.masterKey = masterKey;
        this.audit = audit;
        this.clock = clock;
    }

    /** A new webhook and the secret that signs for it, shown this once. */
    public record Created(Webhook webhook, String secret) {

        @Override
        public String toString() {
            return "Created[" + webhook.id() + "]";
        }
    }

    /** Is told of what happens from now on. */
    @Transactional
    public Created create(String url, List<String> kinds, String selector) {
        check(url);
        filter(kinds, selector);
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Webhook webhook = new Webhook(
                UUID.randomUUID(),
                url,
                kinds,
                selector,
                State.ACTIVE,
                timeline.end().toString(),
                0,
                "",
                clock.instant(),
                Optional.empty());
        byte[] sealed = masterKey.seal(purpose(webhook.id()), secret.getBytes(StandardCharsets.US_ASCII));
        store.insert(webhook, sealed, Caller.currentName());
        audit.record("webhook.create", "webhook/" + webhook.id(), Map.of(), facts(webhook));
        return new Created(webhook, secret);
    }

    public Webhook get(UUID id) {
        return store.find(id).orElseThrow(() -> new Failure.NotFound("webhook", id));
    }

    /** Oldest first. */
    public List<Webhook> list(Optional<UUID> after, int limit) {
        return store.list(after, limit);
    }

    @Transactional
    public void delete(UUID id) {
        Webhook webhook = get(id);
        store.delete(id);
        audit.record("webhook.delete", "webhook/" + id, facts(webhook), Map.of());
    }

    /** A dead one goes on with the event it gave up. */
    @Transactional
    public Webhook revive(UUID id) {
        Webhook webhook = get(id);
        if (webhook.state() == State.ACTIVE) {
            throw new Failure.Conflict("webhook " + id + " is ACTIVE already");
        }
        store.revive(id, clock.instant());
        audit.record("webhook.revive", "webhook/" + id, Map.of("state", "DEAD"), Map.of("state", "ACTIVE"));
        return get(id);
    }

    static String purpose(UUID id) {
        return "webhook/" + id;
    }

    static EventFilter filter(List<String> kinds, String selector) {
        Optional<LabelSelector> labels =
                selector.isEmpty() ? Optional.empty() : Optional.of(LabelSelector.parse(selector));
        return new EventFilter(Optional.empty(), Optional.empty(), labels, kinds);
    }

    private static void check(String url) {
        try {
            URI uri = URI.create(url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null) {
                return;
            }
        } catch (IllegalArgumentException _) {
            // Refused below, like every other address we cannot use.
        }
        throw new Failure.Invalid(
                "webhook",
                List.of(new Violation("/url", url, "is not http://HOST/... or https://HOST/... without a password")));
    }

    private static Map<String, Object> facts(Webhook webhook) {
        return Map.of("url", webhook.url(), "kinds", webhook.kinds(), "selector", webhook.selector());
    }
}
