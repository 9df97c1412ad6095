package dev.kindling.tink.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.tink.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class TripTests {

    private final TestDatabase database = TestDatabase.fresh();

    @BeforeEach
    void tables() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table parent (id integer primary key, at timestamptz)");
            statement.execute("create table child (parent integer, state text)");
            statement.execute("insert into parent values (1, null)");
            statement.execute("insert into child values (1, 'old')");
        }
    }

    @Test
    void everyStatementSaysWhatItChangedAndBringsItsRows() throws SQLException {
        try (Connection connection = connect()) {
            JdbcTemplate jdbc = on(connection);
            // More often than the driver waits before it lets the database keep a statement.
            for (int i = 0; i < 10; i++) {
                Instant at = i % 2 == 0 ? null : Instant.parse("2026-01-02T03:04:05.678901Z");
                List<Instant> seen = new ArrayList<>();
                int[] changed = new Trip()
                        .update("update parent set at = ? where id = ?", Trip.time(at), 1)
                        .query("select at from parent where id = ?", row -> seen.add(Trip.time(row, "at")), 1)
                        .then(new Trip().update("update parent set at = null where id = ?", 7))
                        .run(jdbc);
                assertThat(changed).containsExactly(1, 0, 0);
                assertThat(seen).containsExactly(at);
            }
        }
    }

    @Test
    void tripWithoutStatementsGoesNowhere() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(new Trip().run(on(connection))).isEmpty();
        }
    }

    @Test
    void statementThatFailsFailsTheTripAndTheTransaction() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            Trip trip = new Trip()
                    .update("insert into child values (?, ?)", 1, "more")
                    .update("insert into parent values (?, null)", 1);
            assertThatThrownBy(() -> trip.run(on(connection))).isInstanceOf(DuplicateKeyException.class);
            connection.rollback();
            assertThat(on(connection).queryForObject("select count(*) from child", Integer.class))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsReadAfterALockIsAsNewAsTheLock() throws Exception {
        try (Connection first = connect();
                Connection second = connect();
                Connection watching = connect();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            statement.execute("select 1 from parent where id = 1 for no key update");
            statement.execute("update child set state = 'new'");
            List<String> seen = new ArrayList<>();
            CompletableFuture<int[]> waiting = CompletableFuture.supplyAsync(() -> new Trip()
                    .query("select id from parent where id = ? for no key update", _ -> {}, 1)
                    .query("select state from child where parent = ?", row -> seen.add(row.getString(1)), 1)
                    .run(on(second)));
            awaitOneThatWaitsForALock(on(watching));
            first.commit();
            waiting.get(90, TimeUnit.SECONDS);
            assertThat(seen).containsExactly("new");
        }
    }

    private static void awaitOneThatWaitsForALock(JdbcTemplate jdbc) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (jdbc.queryForObject(
                        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
                        Integer.class)
                == 0) {
            assertThat(System.nanoTime()).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static JdbcTemplate on(Connection connection) {
        return new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }
}
