package dev.kindling.tink.workflow;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What attempts wrote, for people: read while they run and after, until it is too old. */
@Component
public class ActionLogs {

    private static final int AT_ONCE = 64;

    private final JdbcClient jdbc;

    ActionLogs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Some bytes of one attempt's log, as the agent sent them.
     *
     * @param offset how many bytes of this attempt came before
     */
    public record Piece(int index, int attempt, long offset, byte[] data) {

        private long next() {
            return offset + data.length;
        }
    }

    /** How far a reader is: per attempt, since attempts write at the same time and no order but theirs is kept. */
    public static final class Reader {

        private final UUID workflow;
        private final OptionalInt index;
        private final Map<List<Integer>, Long> read = new HashMap<>();

        /** @param index only this action; empty: all */
        public Reader(UUID workflow, OptionalInt index) {
            this.workflow = workflow;
            this.index = index;
        }

        public UUID workflow() {
            return workflow;
        }
    }

    /** What the reader has not seen, in the order of actions and attempts; an empty list when there is nothing new now. */
    @Transactional(readOnly = true)
    public List<Piece> next(Reader reader) {
        List<Piece> pieces = new ArrayList<>();
        for (List<Integer> attempt : grown(reader)) {
            long from = reader.read.getOrDefault(attempt, 0L);
            List<Piece> fresh = pieces(reader.workflow, attempt, from);
            fresh.forEach(piece -> reader.read.put(attempt, piece.next()));
            pieces.addAll(fresh);
        }
        return pieces;
    }

    /** The log of the newest attempt that wrote one, or of a given one. */
    @Transactional(readOnly = true)
    public byte[] text(UUID workflow, int index, OptionalInt attempt) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        jdbc.sql("""
                        select data from action_log where workflow_id = :workflow and position = :position
                        and attempt = coalesce(cast(:attempt as integer),
                          (select max(attempt) from action_log where workflow_id = :workflow and position = :position))
                        order by log_offset""")
                .param("workflow", workflow)
                .param("position", index)
                .param("attempt", attempt.isPresent() ? attempt.getAsInt() : null)
                .query(byte[].class)
                .list()
                .forEach(all::writeBytes);
        return all.toByteArray();
    }

    private List<List<Integer>> grown(Reader reader) {
        List<List<Integer>> grown = new ArrayList<>();
        jdbc.sql("""
                        select position, attempt, max(log_offset + length(data)) from action_log
                        where workflow_id = :workflow and (cast(:index as integer) is null or position = :index)
                        group by position, attempt order by position, attempt""")
                .param("workflow", reader.workflow)
                .param("index", reader.index.isPresent() ? reader.index.getAsInt() : null)
                .query(row -> {
                    List<Integer> attempt = List.of(row.getInt(1), row.getInt(2));
                    if (row.getLong(3) > reader.read.getOrDefault(attempt, 0L)) {
                        grown.add(attempt);
                    }
                });
        return grown;
    }

    private List<Piece> pieces(UUID workflow, List<Integer> attempt, long from) {
        return jdbc.sql("""
                        select log_offset, data from action_log
                        where workflow_id = :workflow and position = :position and attempt = :attempt
                        and log_offset >= :from order by log_offset limit :limit""")
                .param("workflow", workflow)
                .param("position", attempt.get(0))
                .param("attempt", attempt.get(1))
                .param("from", from)
                .param("limit", AT_ONCE)
                .query((row, _) -> new Piece(attempt.get(0), attempt.get(1), row.getLong(1), row.getBytes(2)))
                .list();
    }
}
