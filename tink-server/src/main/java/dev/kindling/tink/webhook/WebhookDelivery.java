package dev.kindling.tink.webhook;

import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.webhook.WebhookStore.Due;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Brings events to their receivers, one after the other and in order: the next one is sent when this one was taken. At least once: when
 * a server dies between the receiver's answer and its own note, the next one sends the event again, with the same id.
 */
@Component
class WebhookDelivery {

    private static final Logger log = LoggerFactory.getLogger(WebhookDelivery.class);
    /** A round ends after {@link #ROUND} and one more answer; so much more may a server stand still before another takes over. */
    private static final Duration SPARE = Duration.ofMinutes(1);

    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final int PAGE = 50;

    private final WebhookStore store;
    private final TimelineReader reader;
    private final Timeline timeline;
    private final WebhookSender sender;
    private final WebhookProperties properties;
    private final Clock clock;

    WebhookDelivery(
            WebhookStore store,
            TimelineReader reader,
            Timeline timeline,
            WebhookSender sender,
            WebhookProperties properties,
            Clock clock) {
        this.store = store;
        this.reader = reader;
        this.timeline = timeline;
        this.sender = sender;
        this.properties = properties;
        this.clock = clock;
    }

    /** A receiver that is slow keeps only its own events waiting. */
    @Scheduled(fixedDelayString = "${kindling.tink.webhook.interval:1s}")
    void deliver() {
        try {
            Duration lease = ROUND.plus(properties.timeout()).plus(SPARE);
            for (Due due : store.claim(clock.instant(), lease)) {
                Thread.ofVirtual().name("webhook-" + due.webhook().id()).start(() -> serve(due));
            }
        } catch (DataAccessException | TransactionException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("webhook.claim-failed");
        }
    }

    private void serve(Due due) {
        UUID id = due.webhook().id();
        try {
            if (!sendAll(due) || !store.release(due)) {
                log.atWarn().addKeyValue("webhook", id).log("webhook.lease-lost");
            }
        } catch (RuntimeException fault) {
            // The lease ends by itself, and then the next server tries.
            log.atWarn()
                    .addKeyValue("webhook", id)
                    .addKeyValue("reason", fault.getMessage())
                    .log("webhook.broke");
        }
    }

    /** @return false when another server serves it by now */
    private boolean sendAll(Due due) {
        Webhook webhook = due.webhook();
        EventFilter filter = Webhooks.filter(webhook.kinds(), webhook.selector());
        Instant end = clock.instant().plus(ROUND);
        Cursor seen = reader.end();
        List<RecordedEvent> page = reader.after(Cursor.parse(webhook.cursor()), filter, PAGE);
        if (page.isEmpty() && !seen.toString().equals(webhook.cursor())) {
            return store.passed(due, seen);
        }
        int failures = webhook.failures();
        for (RecordedEvent event : page) {
            if (clock.instant().isAfter(end)) {
                return true;
            }
            Optional<String> problem = sender.send(due, event);
            if (problem.isPresent()) {
                return fail(due, failures + 1, problem.get());
            }
            if (!store.delivered(due, event.cursor(), clock.instant())) {
                return false;
            }
            failures = 0;
        }
        return true;
    }

    private boolean fail(Due due, int failures, String problem) {
        Webhook webhook = due.webhook();
        Instant now = clock.instant();
        if (!store.failed(due, failures, problem, now.plus(properties.wait(failures)))) {
            return false;
        }
        log.atWarn()
                .addKeyValue("webhook", webhook.id())
                .addKeyValue("failures", failures)
                .addKeyValue("reason", problem)
                .log("webhook.failed");
        if (failures >= properties.attempts()) {
            store.die(due);
            timeline.record(dead(webhook, failures, problem, now));
        }
        return true;
    }

    /** The address itself may hold a key of the receiver's, so only its host is told. */
    private static TimelineEvent dead(Webhook webhook, int failures, String problem, Instant now) {
        return new TimelineEvent(
                Optional.empty(),
                now,
                TimelineEvent.Source.USER,
                "webhook.dead",
                TimelineEvent.Severity.ALARM,
                Map.of(
                        "webhook", webhook.id().toString(),
                        "host", URI.create(webhook.url()).getHost(),
                        "attempts", Integer.toString(failures),
                        "reason", problem),
                Optional.empty(),
                Optional.empty());
    }
}
