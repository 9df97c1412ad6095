package dev.kindling.tink.tinkerbell.classic;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.tinkerbell.TinkerbellProperties;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A workflow's "ephemeral" data: actions read and write it as the file {@code /workflow/data}. */
@Service
public class WorkflowData {

    /** Tinkerbell's worker sends no more (MAX_FILE_SIZE). */
    private static final int MOST_BYTES = 10 * 1024 * 1024;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Audit audit;
    private final TinkerbellProperties properties;
    private final Clock clock;

    WorkflowData(JdbcClient jdbc, JsonMapper json, Audit audit, TinkerbellProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.audit = audit;
        this.properties = properties;
        this.clock = clock;
    }

    /** One version. Both texts are empty where none was stored, or its content was given up. */
    public record Version(int number, byte[] data, byte[] metadata) {

        public Version {
            data = data.clone();
            metadata = metadata.clone();
        }

        @Override
        public byte[] data() {
            return data.clone();
        }

        @Override
        public byte[] metadata() {
            return metadata.clone();
        }
    }

    /** @param version 0: the latest */
    @Transactional(readOnly = true)
    public Version get(UUID workflow, int version) {
        int wanted = version == 0 ? latest(workflow) : version;
        Optional<Version> found = jdbc.sql(
                        "select data, metadata from tinkerbell_data where workflow_id = :id and version = :version")
                .param("id", workflow)
                .param("version", wanted)
                .query((row, _) ->
                        new Version(wanted, orNothing(row.getBytes("data")), orNothing(row.getBytes("metadata"))))
                .optional();
        return found.orElseGet(() -> new Version(wanted, new byte[0], new byte[0]));
    }

    /** 0 before the first. */
    @Transactional(readOnly = true)
    public int latest(UUID workflow) {
        return jdbc.sql("select coalesce(max(version), 0) from tinkerbell_data where workflow_id = :id")
                .param("id", workflow)
                .query(Integer.class)
                .single();
    }

    /** Stores the next version; versions beyond {@code data-versions} lose their content. */
    @Transactional
    public void update(UUID workflow, byte[] metadata, byte[] data) {
        requireJson("data", data);
        requireJson("metadata", metadata);
        // Two workers of one workflow that write at once come one after the other.
        jdbc.sql("select id from workflow where id = :id for update")
                .param("id", workflow)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new Failure.NotFound("workflow", workflow));
        int next = latest(workflow) + 1;
        jdbc.sql("""
                insert into tinkerbell_data (workflow_id, version, metadata, data, stored_at)
                values (:id, :version, :metadata, :data, :now)""")
                .param("id", workflow)
                .param("version", next)
                .param("metadata", metadata)
                .param("data", data)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("update tinkerbell_data set data = null, metadata = null where workflow_id = :id and version <= :old")
                .param("id", workflow)
                .param("old", next - properties.dataVersions())
                .update();
        audit.record(
                "workflow.data",
                "workflow/" + workflow,
                next == 1 ? Map.of() : Map.of("version", next - 1),
                Map.of("version", next, "bytes", data.length));
    }

    private void requireJson(String name, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw Refusal.invalid(name + " has " + bytes.length + " bytes; at most " + MOST_BYTES + " are kept");
        }
        try {
            if (bytes.length > 0) {
                json.readTree(bytes);
            }
        } catch (JacksonException notJson) {
            throw Refusal.invalid(name + " is not JSON: " + notJson.getOriginalMessage());
        }
    }

    private static byte[] orNothing(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }
}
