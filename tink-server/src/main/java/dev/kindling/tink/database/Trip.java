package dev.kindling.tink.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Statements that go to PostgreSQL together and are waited for once: most of what a small statement costs is the way there and back.
 * They run in their order, and each sees what was committed when it began, not when the first one did: what is read after a row was
 * locked is as new as the lock.
 */
public final class Trip {

    private final List<Step> steps = new ArrayList<>();

    private record Step(String sql, Object[] values, Optional<RowCallbackHandler> rows) {}

    /** @param sql with a question mark for each value */
    public Trip update(String sql, Object... values) {
        steps.add(new Step(sql, values, Optional.empty()));
        return this;
    }

    /** @param rows called with each row */
    public Trip query(String sql, RowCallbackHandler rows, Object... values) {
        steps.add(new Step(sql, values, Optional.of(rows)));
        return this;
    }

    /** With those of another behind them. */
    public Trip then(Trip other) {
        steps.addAll(other.steps);
        return this;
    }

    /**
     * Goes, in the caller's transaction.
     *
     * @return how many rows each statement changed, 0 for one that reads
     * @throws org.springframework.dao.DataAccessException when one of them fails; those after it have not run
     */
    public int[] run(JdbcOperations jdbc) {
        if (steps.isEmpty()) {
            return new int[0];
        }
        String sql = steps.stream().map(Step::sql).collect(Collectors.joining(";\n"));
        return jdbc.execute(sql, (PreparedStatementCallback<int[]>) this::run);
    }

    private int[] run(PreparedStatement statement) throws SQLException {
        int parameter = 1;
        for (Step step : steps) {
            for (Object value : step.values()) {
                StatementCreatorUtils.setParameterValue(statement, parameter++, SqlTypeValue.TYPE_UNKNOWN, value);
            }
        }
        int[] changed = new int[steps.size()];
        statement.execute();
        for (int i = 0; i < changed.length; i++) {
            if (steps.get(i).rows().isPresent()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        steps.get(i).rows().get().processRow(rows);
                    }
                }
            } else {
                changed[i] = statement.getUpdateCount();
            }
            statement.getMoreResults();
        }
        return changed;
    }

    /**
     * A value that may be null. Always of the same type: PostgreSQL plans a statement anew when the type of a value is another than last
     * time, and one without a type is another.
     */
    public static SqlParameterValue time(Instant at) {
        return new SqlParameterValue(
                Types.TIMESTAMP_WITH_TIMEZONE, at == null ? null : OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
    }

    /** As {@link #time}; the statement casts it to what it is. */
    public static SqlParameterValue text(Object value) {
        return new SqlParameterValue(Types.VARCHAR, value == null ? null : value.toString());
    }

    /** Null where the column is. */
    public static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
