package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.database.Hints;
import dev.kindling.tink.database.Trip;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
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
            values (?, ?, ?, ?, ?, cast(? as jsonb), cast(? as uuid), cast(? as uuid))""";

    private final JdbcTemplate jdbc;
    private final Hints hints;
    private final JsonMapper json;

    TimelineStore(JdbcTemplate jdbc, Hints hints, JsonMapper json) {
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
            jdbc.batchUpdate(INSERT, events.stream().map(this::values).toList());
            hints.send(CHANNEL);
        }
    }

    @Override
    public void record(List<TimelineEvent> events, Trip trip) {
        if (!events.isEmpty()) {
            events.forEach(event -> trip.update(INSERT, values(event)));
            hints.send(CHANNEL);
        }
    }

    private Object[] values(TimelineEvent event) {
        return new Object[] {
            Trip.time(event.at()),
            Trip.text(event.mac().map(MacAddress::text).orElse(null)),
            event.source().name(),
            event.kind(),
            event.severity().name(),
            json.writeValueAsString(event.facts()),
            Trip.text(event.workflow().orElse(null)),
            Trip.text(event.bootId().orElse(null))
        };
    }
}
