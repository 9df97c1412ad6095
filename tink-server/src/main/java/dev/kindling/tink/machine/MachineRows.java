package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads machine rows with the document that declares them; each read is one statement and needs no transaction of its own. */
@Repository
@Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
public class MachineRows {

    private static final String SELECT = """
            select machine.*, hardware.document as document
            from machine left join hardware on hardware.id = machine.hardware_id
            """;

    /** A row is not written again for every packet. */
    private static final Duration SEEN_STEP = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    MachineRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** One machine, declared or only seen. */
    public Optional<MachineRow> find(MacAddress mac) {
        return select("machine.mac = :value", mac.text());
    }

    /** Those whose declared host name this is; more than one where people named two alike. */
    public List<MachineRow> named(String hostname) {
        return list(
                "hardware.document -> 'network' -> 'interfaces' -> machine.interface_index -> 'dhcp' ->> 'hostname' = :name"
                        + " order by machine.mac limit 10",
                query -> query.param("name", hostname));
    }

    /** In the order of their MACs, from the one after the given text on. */
    public List<MachineRow> page(MachineFilter filter, String after, int limit) {
        Optional<LabelSelector> indexed = filter.selector().filter(LabelSelector::isIndexed);
        if (indexed.isPresent()) {
            return labelled(filter, indexed.get(), after, limit);
        }
        return list(
                filter.sql() + " and machine.mac > :after order by machine.mac limit :limit",
                query -> query.params(
                                filter.selector().map(LabelSelector::parameters).orElse(Map.of()))
                        .param("after", after)
                        .param("limit", limit));
    }

    /**
     * By the index of labels first. Left to choose, the planner walks all machines in the order of their MACs in the hope to fill the
     * page soon, and reads the document of each: with few that match, that is all of them.
     */
    private List<MachineRow> labelled(MachineFilter filter, LabelSelector selector, String after, int limit) {
        String sql = """
                with labelled as materialized (select id from hardware where %s)
                select machine.*, hardware.document as document
                from (select * from machine where %s and hardware_id in (select id from labelled) and mac > :after
                  order by mac limit :limit) machine
                join hardware on hardware.id = machine.hardware_id order by machine.mac
                """.formatted(selector.sql(), filter.stateSql());
        return jdbc.sql(sql)
                .params(selector.parameters())
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> read(row))
                .list();
    }

    /** The whole directory. */
    public List<MachineRow> declared() {
        return list("machine.hardware_id is not null order by machine.mac", query -> query);
    }

    /** What changed in the directory after a revision; a row without hardware was removed from it. */
    public List<MachineRow> changedAfter(long revision) {
        return list(
                "machine.revision > :revision order by machine.revision, machine.mac",
                query -> query.param("revision", revision));
    }

    Optional<MachineRow> select(String condition, Object value) {
        return list(condition, query -> query.param("value", value)).stream().findFirst();
    }

    List<MachineRow> list(String condition, UnaryOperator<StatementSpec> parameters) {
        return parameters
                .apply(jdbc.sql(SELECT + "where " + condition))
                .query((row, _) -> read(row))
                .list();
    }

    private MachineRow read(ResultSet row) throws SQLException {
        String document = row.getString("document");
        String inventory = row.getString("inventory");
        int index = row.getInt("interface_index");
        return new MachineRow(
                new MacAddress(row.getString("mac")),
                Optional.ofNullable(row.getObject("hardware_id", UUID.class)),
                document == null ? -1 : index,
                document == null ? "" : document,
                document == null ? Map.of() : json.readValue(document, new TypeReference<Map<String, Object>>() {}),
                Objects.requireNonNullElse(row.getString("seen_address"), ""),
                BootMode.valueOf(row.getString("boot_mode")),
                session(row),
                board(row),
                inventory == null ? "" : inventory,
                time(row, "first_seen_at"),
                time(row, "last_seen_at"),
                row.getLong("revision"));
    }

    /** Whether a sighting says nothing new; without the document, for every board that asks passes here. */
    boolean saw(MacAddress mac, Instant at, Optional<SeenBoard> told) {
        return jdbc.sql("""
                        select last_seen_at, board_model, board_revision, board_serial, client_architecture, vendor_class
                        from machine where mac = :mac""")
                .param("mac", mac.text())
                .query((row, _) -> time(row, "last_seen_at")
                                .filter(last -> last.plus(SEEN_STEP).isAfter(at))
                                .isPresent()
                        && told.filter(board(row)::learns).isEmpty())
                .optional()
                .orElse(false);
    }

    private static SeenBoard board(ResultSet row) throws SQLException {
        return new SeenBoard(
                row.getString("board_model"),
                row.getString("board_revision"),
                row.getString("board_serial"),
                row.getString("client_architecture"),
                row.getString("vendor_class"));
    }

    private static Optional<MachineRow.Session> session(ResultSet row) throws SQLException {
        byte[] sha256 = row.getBytes("session_sha256");
        return sha256 == null
                ? Optional.empty()
                : Optional.of(new MachineRow.Session(
                        sha256,
                        row.getObject("session_boot_id", UUID.class),
                        time(row, "session_expires_at").orElseThrow()));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
