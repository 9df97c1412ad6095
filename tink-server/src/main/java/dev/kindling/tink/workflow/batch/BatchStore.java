package dev.kindling.tink.workflow.batch;

import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.workflow.batch.BatchView.Counts;
import dev.kindling.tink.workflow.batch.BatchView.Item;
import dev.kindling.tink.workflow.batch.BatchView.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of batches. */
@Repository
class BatchStore {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final Set<String> UNDER_WAY = Set.of("PENDING", "RUNNING", "HELD", "SETTLING");

    private final JdbcClient jdbc;
    private final JsonMapper json;

    BatchStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What makes the next workflow. */
    record Running(UUID id, String template, int maxParallel, Map<String, Object> data, String createdBy) {}

    /** A machine whose turn has not come. */
    record Queued(int position, String mac) {}

    /** Declared machines that may run workflows, by MAC. */
    List<String> machines(LabelSelector selector) {
        return jdbc.sql("""
                        select machine.mac from machine join hardware on hardware.id = machine.hardware_id
                        where %s
                        and coalesce((hardware.document #>> array['network', 'interfaces', machine.interface_index::text,
                          'netboot', 'allow_workflow'])::boolean, true)
                        order by machine.mac""".formatted(selector.sql()))
                .params(selector.parameters())
                .query(String.class)
                .list();
    }

    void insert(BatchView batch, Map<String, Object> data) {
        jdbc.sql("""
                insert into workflow_batch (id, template, selector, max_parallel, data, state, created_by, created_at)
                values (:id, :template, :selector, :parallel, cast(:data as jsonb), 'RUNNING', :by, :at)
                """)
                .param("id", batch.id())
                .param("template", batch.template())
                .param("selector", batch.selector())
                .param("parallel", batch.maxParallel())
                .param("data", json.writeValueAsString(data))
                .param("by", batch.createdBy())
                .param("at", batch.createdAt().atOffset(ZoneOffset.UTC))
                .update();
        for (int i = 0; i < batch.items().size(); i++) {
            jdbc.sql("insert into workflow_batch_item (batch_id, position, mac) values (:batch, :position, :mac)")
                    .param("batch", batch.id())
                    .param("position", i)
                    .param("mac", batch.items().get(i).mac())
                    .update();
        }
    }

    /** Running batches, locked for this transaction; those another server works on are passed over. */
    List<Running> claim(int most) {
        return jdbc.sql("""
                        select id, template, max_parallel, data, created_by from workflow_batch
                        where state = 'RUNNING' order by created_at limit :most for update skip locked""")
                .param("most", most)
                .query((row, _) -> new Running(
                        row.getObject("id", UUID.class),
                        row.getString("template"),
                        row.getInt("max_parallel"),
                        json.readValue(row.getString("data"), OBJECT),
                        row.getString("created_by")))
                .list();
    }

    /**
     * How many of the places are taken. A held workflow waits for a person, and one whose board has not come by since is off: neither
     * keeps the others waiting.
     */
    int taken(UUID batch, Instant pendingSince) {
        return jdbc.sql("""
                        select count(*) from workflow_batch_item item join workflow on workflow.id = item.workflow_id
                        where item.batch_id = :batch and (workflow.state in ('RUNNING', 'SETTLING')
                          or workflow.state = 'PENDING' and workflow.created_at > :since)""")
                .param("batch", batch)
                .param("since", pendingSince.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }

    List<Queued> queued(UUID batch, int most) {
        return jdbc.sql("""
                        select position, mac from workflow_batch_item
                        where batch_id = :batch and workflow_id is null and problem is null
                        order by position limit :most""")
                .param("batch", batch)
                .param("most", most)
                .query((row, _) -> new Queued(row.getInt("position"), row.getString("mac")))
                .list();
    }

    void released(UUID batch, int position, UUID workflow) {
        jdbc.sql(
                        "update workflow_batch_item set workflow_id = :workflow where batch_id = :batch and position = :position")
                .param("workflow", workflow)
                .param("batch", batch)
                .param("position", position)
                .update();
    }

    void refused(UUID batch, int position, String problem) {
        jdbc.sql("update workflow_batch_item set problem = :problem where batch_id = :batch and position = :position")
                .param("problem", problem)
                .param("batch", batch)
                .param("position", position)
                .update();
    }

    void end(UUID batch, State state, Instant now) {
        jdbc.sql("update workflow_batch set state = :state, ended_at = :now where id = :id")
                .param("state", state.name())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", batch)
                .update();
    }

    Optional<BatchView> lock(UUID id) {
        jdbc.sql("select id from workflow_batch where id = :id for update")
                .param("id", id)
                .query(UUID.class)
                .optional();
        return find(id);
    }

    Optional<BatchView> find(UUID id) {
        return jdbc.sql("select * from workflow_batch where id = :id")
                .param("id", id)
                .query((row, _) -> view(row, items(id)))
                .optional();
    }

    /** Newest first, with counts and without machines. */
    List<BatchView> list(Optional<UUID> after, int limit) {
        return jdbc.sql("""
                        select * from workflow_batch
                        where cast(:after as uuid) is null or (created_at, id) < (
                          select created_at, id from workflow_batch where id = cast(:after as uuid))
                        order by created_at desc, id desc limit :limit""")
                .param("after", after.map(UUID::toString).orElse(null))
                .param("limit", limit)
                .query((row, _) -> {
                    BatchView whole = view(row, items(row.getObject("id", UUID.class)));
                    return new BatchView(
                            whole.id(),
                            whole.template(),
                            whole.selector(),
                            whole.maxParallel(),
                            whole.state(),
                            whole.createdBy(),
                            whole.createdAt(),
                            whole.endedAt(),
                            whole.counts(),
                            List.of());
                })
                .list();
    }

    private List<Item> items(UUID batch) {
        return jdbc.sql("""
                        select item.*, workflow.state, workflow.reason,
                          hardware.document #>> array['network', 'interfaces', machine.interface_index::text, 'dhcp', 'hostname']
                          as hostname
                        from workflow_batch_item item
                        left join workflow on workflow.id = item.workflow_id
                        left join machine on machine.mac = item.mac
                        left join hardware on hardware.id = machine.hardware_id
                        where item.batch_id = :batch order by item.position""").param("batch", batch).query((row, _) -> item(row)).list();
    }

    private static Item item(ResultSet row) throws SQLException {
        UUID workflow = row.getObject("workflow_id", UUID.class);
        String problem = row.getString("problem");
        String state = row.getString("state");
        String hostname = row.getString("hostname");
        if (workflow == null) {
            return new Item(
                    row.getString("mac"),
                    hostname == null ? "" : hostname,
                    null,
                    problem == null ? "QUEUED" : "REFUSED",
                    problem == null ? "" : problem);
        }
        return new Item(
                row.getString("mac"),
                hostname == null ? "" : hostname,
                workflow,
                state == null ? "DELETED" : state,
                state == null ? "the workflow was deleted" : row.getString("reason"));
    }

    private static BatchView view(ResultSet row, List<Item> items) throws SQLException {
        return new BatchView(
                row.getObject("id", UUID.class),
                row.getString("template"),
                row.getString("selector"),
                row.getInt("max_parallel"),
                State.valueOf(row.getString("state")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                counts(items),
                items);
    }

    private static Counts counts(List<Item> items) {
        int queued = count(items, "QUEUED");
        int succeeded = count(items, "SUCCESS");
        int running = (int)
                items.stream().filter(item -> UNDER_WAY.contains(item.state())).count();
        return new Counts(queued, running, succeeded, items.size() - queued - running - succeeded);
    }

    private static int count(List<Item> items, String state) {
        return (int) items.stream().filter(item -> item.state().equals(state)).count();
    }
}
