package dev.kindling.tink.identity;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Every change: who made it, what it was, before and after. Takes part in the caller's transaction. */
@Component
public class Audit {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Audit(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Records one change.
     *
     * @param action what was done: "hardware.put", "token.delete"
     * @param subject to what: "hardware/ID"
     * @param before JSON values as they were, empty for something new; {@link Redaction} hides what looks secret
     * @param after JSON values as they are now, empty for something gone
     */
    public void record(String action, String subject, Map<String, ?> before, Map<String, ?> after) {
        jdbc.sql("""
                insert into audit (at, actor, action, subject, before, after)
                values (:at, :actor, :action, :subject, cast(:before as jsonb), cast(:after as jsonb))
                """)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("actor", Caller.currentName())
                .param("action", action)
                .param("subject", subject)
                .param("before", text(before))
                .param("after", text(after))
                .update();
    }

    /** Newest first. @param before only entries older than this id */
    public List<Entry> list(long before, int limit) {
        return jdbc.sql("select * from audit where id < :before order by id desc limit :limit")
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> new Entry(
                        row.getLong("id"),
                        row.getObject("at", OffsetDateTime.class),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        value(row.getString("before")),
                        value(row.getString("after"))))
                .list();
    }

    /** One change; {@code before} and {@code after} are absent (null in JSON) where there was or is nothing. */
    public record Entry(
            long id, OffsetDateTime at, String actor, String action, String subject, Object before, Object after) {}

    private String text(Map<String, ?> values) {
        return values.isEmpty() ? null : json.writeValueAsString(Redaction.of(values));
    }

    private Object value(String text) {
        return text == null ? null : json.readValue(text, Object.class);
    }
}
