package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Hints;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Appends events; wakes the readers of all servers when the transaction commits. */
@Component
class TimelineStore implements Timeline {

    /** Notified, without a payload, soon after events were committed. */
    static final String CHANNEL = "kindling_timeline";

    private static final String INSERT = """
            insert into event (at, mac, source, kind, severity, facts, workflow_id, boot_id)
            values (:at, :mac, :source, :kind, :severity, cast(:facts as jsonb), :workflow, :boot)
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final Hints hints;
    private final JsonMapper json;

    TimelineStore(NamedParameterJdbcTemplate jdbc, Hints hints, JsonMapper json) {
        this.jdbc = jdbc;
        this.hints = hints;
        this.json = json;
    }

    @Override
    @Transactional
    public void record(TimelineEvent event) {
        recordAll(List.of(event));
    }

    /** In this order. */
    @Transactional
    public void recordAll(List<TimelineEvent> events) {
        if (!events.isEmpty()) {
            jdbc.batchUpdate(INSERT, events.stream().map(this::parameters).toArray(SqlParameterSource[]::new));
            hints.send(CHANNEL);
        }
    }

    private SqlParameterSource parameters(TimelineEvent event) {
        return new MapSqlParameterSource()
                .addValue("at", event.at().atOffset(ZoneOffset.UTC))
                .addValue("mac", event.mac().map(MacAddress::text).orElse(null))
                .addValue("source", event.source().name())
                .addValue("kind", event.kind())
                .addValue("severity", event.severity().name())
                .addValue("facts", json.writeValueAsString(event.facts()))
                .addValue("workflow", event.workflow().orElse(null), java.sql.Types.OTHER)
                .addValue("boot", event.bootId().orElse(null), java.sql.Types.OTHER);
    }
}
