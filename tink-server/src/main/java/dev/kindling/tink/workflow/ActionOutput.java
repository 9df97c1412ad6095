package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Log bytes and progress of attempts, beside the aggregate: they move no workflow. */
@Component
public class ActionOutput {

    static final int LARGEST_CHUNK = 64 * 1024;

    private final JdbcClient jdbc;
    private final WorkflowSettings settings;

    ActionOutput(JdbcClient jdbc, WorkflowSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Which attempt of which action. */
    public record Attempt(UUID workflow, int index, int attempt) {}

    /**
     * Where the next chunk goes on.
     *
     * @param full no more is kept of this attempt
     */
    public record Appended(long nextOffset, boolean full) {}

    /** How far an action is; {@code total} 0 is unknown. */
    public record Progress(long done, long total, String unit) {}

    /** Takes what is new of the chunk; bytes that came before are not taken again, and none may be left out. */
    @Transactional
    public Appended append(MacAddress mac, Attempt attempt, long offset, byte[] data) {
        if (data.length > LARGEST_CHUNK) {
            throw new Failure.Invalid(
                    "log chunk",
                    List.of(new Violation(
                            "/log/data", data.length + " bytes", "is more than " + LARGEST_CHUNK + " bytes")));
        }
        if (!lock(mac, attempt)) {
            return new Appended(offset + data.length, true);
        }
        long next = length(attempt);
        long limit = settings.logLimit().toBytes();
        int skip = (int) Math.min(data.length, next - offset);
        if (next >= limit || skip < 0) {
            return new Appended(next, next >= limit);
        }
        byte[] fresh = Arrays.copyOfRange(data, skip, (int) Math.min(data.length, skip + limit - next));
        if (fresh.length > 0) {
            at(attempt, "insert into action_log values (:workflow, :position, :attempt, :offset, :data)")
                    .param("offset", next)
                    .param("data", fresh)
                    .update();
        }
        return new Appended(next + fresh.length, next + fresh.length >= limit);
    }

    /** Best effort: nothing happens when another attempt runs by now. */
    @Transactional
    public void progress(MacAddress mac, Attempt attempt, Progress progress) {
        if (!lock(mac, attempt)) {
            return;
        }
        at(attempt, """
                update workflow_action set progress_done = :done, progress_total = :total, progress_unit = :unit
                where workflow_id = :workflow and position = :position and attempt = :attempt""")
                .param("done", progress.done())
                .param("total", progress.total())
                .param("unit", progress.unit())
                .update();
    }

    /** Of all actions of a workflow, in their order. */
    @Transactional(readOnly = true)
    public List<Progress> progressOf(UUID workflow) {
        return jdbc.sql("""
                        select progress_done, progress_total, progress_unit from workflow_action
                        where workflow_id = :workflow order by position""")
                .param("workflow", workflow)
                .query((row, _) -> new Progress(row.getLong(1), row.getLong(2), row.getString(3)))
                .list();
    }

    /** Whether this is the attempt of today. @throws Failure.Denied when the action is another machine's */
    private boolean lock(MacAddress mac, Attempt attempt) {
        Optional<String> worker = at(attempt, """
                select worker from workflow_action
                where workflow_id = :workflow and position = :position and attempt = :attempt for update""").query(String.class).optional();
        if (worker.isPresent() && !worker.get().equals(mac.text())) {
            throw new Failure.Denied(
                    "action " + attempt.index() + " of workflow " + attempt.workflow() + " is not for " + mac);
        }
        return worker.isPresent();
    }

    private long length(Attempt attempt) {
        return at(attempt, """
                select coalesce(max(log_offset + length(data)), 0) from action_log
                where workflow_id = :workflow and position = :position and attempt = :attempt""").query(Long.class).single();
    }

    private JdbcClient.StatementSpec at(Attempt attempt, String sql) {
        return jdbc.sql(sql)
                .param("workflow", attempt.workflow())
                .param("position", attempt.index())
                .param("attempt", attempt.attempt());
    }
}
