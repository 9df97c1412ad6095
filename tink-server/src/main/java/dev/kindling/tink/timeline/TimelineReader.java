package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.LabelSelector;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads events in commit order. Ids alone will not do: a transaction that took a low id may commit after one with a higher id was
 * read. So the order is (transaction, id), and only transactions below the oldest one still running are shown: none of those can
 * bring anything more.
 */
@Component
public class TimelineReader {

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private static final UUID NOBODY = new UUID(0, 0);

    private static final String SETTLED = """
            select cast(cast(transaction as text) as bigint) as transaction_number, event.*
            from event
            where transaction < pg_snapshot_xmin(pg_current_snapshot())
            """;
    private static final String BEHIND =
            " and (transaction, id) > (cast(cast(:transaction as text) as xid8), :id) order by transaction, id limit :limit";
    private static final String BACKWARDS = " order by transaction desc, id desc limit :limit";

    /** The kind is part of the text: as a parameter it would not be known to be that of the index event_other_server. */
    static final String OTHER_SERVER = SETTLED + " and kind = 'dhcp.other-server'" + BACKWARDS;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    TimelineReader(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What comes after a place, oldest first. */
    @Transactional(readOnly = true)
    public List<RecordedEvent> after(Cursor cursor, EventFilter filter, int limit) {
        return query(BEHIND, filter, limit)
                .param("transaction", Long.toString(cursor.transaction()))
                .param("id", cursor.id())
                .query((row, _) -> event(row))
                .list();
    }

    /** The newest, oldest of them first. */
    @Transactional(readOnly = true)
    public List<RecordedEvent> newest(EventFilter filter, int limit) {
        return query(BACKWARDS, filter, limit)
                .query((row, _) -> event(row))
                .list()
                .reversed();
    }

    /** The newest of another DHCP server on a link of boots. */
    @Transactional(readOnly = true)
    public Optional<RecordedEvent> otherServer() {
        return jdbc.sql(OTHER_SERVER)
                .param("limit", 1)
                .query((row, _) -> event(row))
                .optional();
    }

    /** Where the timeline ends now. */
    @Transactional(readOnly = true)
    public Cursor end() {
        // Not the newest event: with none at all, or a long pause, that would show what was committed in between twice
        // or never.
        long first = jdbc.sql("select cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)")
                .query(Long.class)
                .single();
        return new Cursor(first - 1, Long.MAX_VALUE / 10);
    }

    /** Whether events behind this place have been thrown away already: who goes on from it has missed something. */
    @Transactional(readOnly = true)
    public boolean hasForgotten(Cursor cursor) {
        return jdbc.sql("""
                        select exists (select 1 from event_dropped
                          where up_to > cast(cast(:transaction as text) as xid8))""")
                .param("transaction", Long.toString(cursor.transaction()))
                .query(Boolean.class)
                .single();
    }

    /** Conditions that are not wanted are left out, not made true: the planner then takes the index of those that are. */
    private JdbcClient.StatementSpec query(String rest, EventFilter filter, int limit) {
        String sql = SETTLED
                + (filter.mac().isPresent() ? " and mac = :mac" : "")
                + (filter.workflow().isPresent() ? " and workflow_id = :workflow" : "")
                + (filter.kinds().isEmpty() ? "" : " and kind like any (cast(:kinds as text[]))")
                + filter.selector().map(TimelineReader::labelled).orElse("")
                + rest;
        return jdbc.sql(sql)
                .params(filter.selector().map(LabelSelector::parameters).orElse(Map.of()))
                .param("kinds", filter.patterns())
                .param("mac", filter.mac().map(MacAddress::text).orElse(""))
                .param("workflow", filter.workflow().orElse(NOBODY))
                .param("limit", limit);
    }

    private static String labelled(LabelSelector selector) {
        return " and mac in (select machine.mac from machine join hardware on hardware.id = machine.hardware_id where "
                + selector.sql() + ")";
    }

    private RecordedEvent event(ResultSet row) throws SQLException {
        TimelineEvent event = new TimelineEvent(
                Optional.ofNullable(row.getString("mac")).map(MacAddress::new),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                TimelineEvent.Source.valueOf(row.getString("source")),
                row.getString("kind"),
                TimelineEvent.Severity.valueOf(row.getString("severity")),
                json.readValue(row.getString("facts"), FACTS),
                Optional.ofNullable(row.getObject("workflow_id", UUID.class)),
                Optional.ofNullable(row.getObject("boot_id", UUID.class)));
        return new RecordedEvent(new Cursor(row.getLong("transaction_number"), row.getLong("id")), event);
    }
}
