package dev.kindling.benchmarks.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Copies a workflow that the server made, with its actions, workers, logs and events, onto other machines. */
final class Copies {

    private static final String EACH =
            "insert into %1$s (%4$s) select %5$s from %1$s o cross join copy c cross join lateral jsonb_populate_record(o, %2$s) r where %3$s";

    private final BenchServer server;

    Copies(BenchServer server) {
        this.server = server;
    }

    /**
     * Makes so many copies, one after the other in age, machine by machine in turn.
     *
     * @param step seconds between the ages of two copies; below zero they are older than the original
     */
    void make(String workflow, int number, List<String> macs, int step) {
        try (Connection database = server.database();
                Statement statement = database.createStatement()) {
            statement.execute("create temp table copy (n integer, id uuid, mac text)");
            try (PreparedStatement names = database.prepareStatement("""
                    insert into copy select n, gen_random_uuid(), (cast(? as text[]))[1 + n %% cast(? as integer)]
                    from generate_series(1, ?) n""".replace("%%", "%"))) {
                names.setArray(1, database.createArrayOf("text", macs.toArray()));
                names.setInt(2, macs.size());
                names.setInt(3, number);
                names.executeUpdate();
            }
            String of = "o.workflow_id = '" + workflow + "'";
            String worker = "'id', gen_random_uuid(), 'workflow_id', c.id, 'mac', c.mac";
            copy(
                    statement,
                    "workflow",
                    "'id', c.id, 'created_at', o.created_at + c.n * interval '%d second'".formatted(step),
                    "o.id = '" + workflow + "'");
            copy(
                    statement,
                    "workflow_action",
                    "'id', gen_random_uuid(), 'workflow_id', c.id, 'worker', c.mac,"
                            + " 'plan', jsonb_set(o.plan, '{worker,text}', to_jsonb(c.mac))",
                    of);
            copy(statement, "workflow_worker", worker, of);
            copy(statement, "action_log", "'workflow_id', c.id", of);
            copy(statement, "event", "'id', nextval('event_id'), 'workflow_id', c.id, 'mac', c.mac", of);
            statement.execute("drop table copy");
            // Also what was there before: whoever is measured next does not clean up after the one before.
            statement.execute("vacuum (analyze)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Statement statement, String table, String changes, String which) throws SQLException {
        String columns = columns(statement, table, "");
        statement.execute(EACH.formatted(
                table, "jsonb_build_object(" + changes + ")", which, columns, columns(statement, table, "r.")));
    }

    /** But for those that PostgreSQL writes itself. */
    private static String columns(Statement statement, String table, String prefix) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("select string_agg('" + prefix + "' || quote_ident(column_name), ', '"
                        + " order by ordinal_position) from information_schema.columns"
                        + " where table_name = '" + table + "' and is_generated = 'NEVER'")) {
            row.next();
            return row.getString(1);
        }
    }

    /** The newest workflow of a machine. */
    String newestOf(String mac) {
        return text("select w.id from workflow w join workflow_worker k on k.workflow_id = w.id where k.mac = '" + mac
                + "' order by w.created_at desc limit 1");
    }

    long count(String condition) {
        return Long.parseLong(text("select count(*) from workflow where " + condition));
    }

    private String text(String sql) {
        try (Connection database = server.database();
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
