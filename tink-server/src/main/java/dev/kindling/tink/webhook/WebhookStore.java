package dev.kindling.tink.webhook;

import dev.kindling.tink.listing.Page;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.webhook.Webhook.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The rows of webhooks; each method is one short transaction, none is open while a receiver thinks. */
@Repository
@Transactional
class WebhookStore {

    private final JdbcClient jdbc;

    WebhookStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One that is due, what signs its events, and until when it is this server's. Whoever claims it later has another end: what is
     * noted under a claim that was lost changes nothing.
     */
    record Due(Webhook webhook, byte[] sealedSecret, Instant until) {

        @Override
        public String toString() {
            return "Due[" + webhook.id() + "]";
        }
    }

    void insert(Webhook webhook, byte[] sealedSecret, String createdBy) {
        jdbc.sql("""
                insert into webhook (id, url, kinds, selector, sealed_secret, state, cursor, failures, next_at, problem,
                  created_by, created_at)
                values (:id, :url, cast(:kinds as text[]), :selector, :secret, 'ACTIVE', :cursor, 0, :now, '', :by, :now)
                """)
                .param("id", webhook.id())
                .param("url", webhook.url())
                .param("kinds", "{" + String.join(",", webhook.kinds()) + "}")
                .param("selector", webhook.selector())
                .param("secret", sealedSecret)
                .param("cursor", webhook.cursor())
                .param("now", webhook.createdAt().atOffset(ZoneOffset.UTC))
                .param("by", createdBy)
                .update();
    }

    @Transactional(readOnly = true)
    public Optional<Webhook> find(UUID id) {
        return jdbc.sql("select * from webhook where id = :id")
                .param("id", id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    /** @param after the last one of the page before */
    @Transactional(readOnly = true)
    public List<Webhook> list(Optional<UUID> after, int limit) {
        List<Webhook> page = jdbc.sql("""
                        select * from webhook
                        where cast(:after as uuid) is null or (created_at, id) > (
                          select created_at, id from webhook where id = cast(:after as uuid))
                        order by created_at, id limit :limit""")
                .param("after", after.map(UUID::toString).orElse(null))
                .param("limit", limit)
                .query((row, _) -> webhook(row))
                .list();
        if (page.isEmpty() && after.isPresent() && find(after.get()).isEmpty()) {
            throw Page.noneBehind(after.get(), "webhook");
        }
        return page;
    }

    boolean delete(UUID id) {
        return jdbc.sql("delete from webhook where id = :id").param("id", id).update() > 0;
    }

    /** Those that are due and nobody serves; nobody else gets them until the lease ends. */
    List<Due> claim(Instant now, Duration lease) {
        return jdbc.sql("""
                        update webhook set claimed_until = :until where id in (
                          select id from webhook
                          where state = 'ACTIVE' and next_at <= :now and (claimed_until is null or claimed_until <= :now)
                          for update skip locked)
                        returning *""")
                .param("until", now.plus(lease).atOffset(ZoneOffset.UTC))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new Due(
                        webhook(row),
                        row.getBytes("sealed_secret"),
                        row.getObject("claimed_until", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Whether it is still this server's; so with all that follow. */
    boolean delivered(Due due, Cursor cursor, Instant now) {
        return note(due, "cursor = :cursor, failures = 0, problem = '', delivered_at = :now")
                        .param("cursor", cursor.toString())
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /** Nothing it wants is there up to this place. */
    boolean passed(Due due, Cursor cursor) {
        return note(due, "cursor = :cursor").param("cursor", cursor.toString()).update() > 0;
    }

    boolean release(Due due) {
        return note(due, "claimed_until = null").update() > 0;
    }

    boolean failed(Due due, int failures, String problem, Instant next) {
        return note(due, "failures = :failures, problem = :problem, next_at = :next")
                        .param("failures", failures)
                        .param("problem", problem)
                        .param("next", next.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    boolean die(Due due) {
        return note(due, "state = 'DEAD'").update() > 0;
    }

    private JdbcClient.StatementSpec note(Due due, String change) {
        return jdbc.sql("update webhook set " + change + " where id = :id and claimed_until = :until")
                .param("id", due.webhook().id())
                .param("until", due.until().atOffset(ZoneOffset.UTC));
    }

    /** Goes on with the event it gave up. */
    void revive(UUID id, Instant now) {
        jdbc.sql("update webhook set state = 'ACTIVE', failures = 0, next_at = :now where id = :id")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                row.getString("url"),
                List.of((String[]) row.getArray("kinds").getArray()),
                row.getString("selector"),
                State.valueOf(row.getString("state")),
                row.getString("cursor"),
                row.getInt("failures"),
                row.getString("problem"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("delivered_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
