package dev.kindling.tink.workflow;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deadlines are times of the wall clock, since they outlive processes; that clock may jump ahead: it was wrong and is set right, or the
 * machine was suspended. Then all open deadlines move by as much, once for all servers, so that no jump ends an attempt early. When the
 * clock comes back, the server that moved them moves them back by as much, unless it was started anew in between; any other jump back
 * moves nothing: it only lets them wait longer.
 */
@Component
class ClockSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ClockSteps.class);

    /** Less is a thread that had to wait between two readings. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    /** Of a workflow that is held the deadline stands still, by whatever clock: what was left of it when it was held is what counts. */
    private static final List<String> DEADLINES = List.of(
            "update workflow set deadline_at = deadline_at + :step where deadline_at > :after and state <> 'HELD'",
            "update workflow set settle_deadline_at = settle_deadline_at + :step where settle_deadline_at > :after",
            "update workflow_action set deadline_at = deadline_at + :step where deadline_at > :after",
            "update agent_lease set lease_until = lease_until + :step where lease_until > :after");

    private final JdbcClient jdbc;
    private final WorkflowTransactions transactions;
    private final Clock clock;
    private final LongSupplier nanos;
    private Known known;

    @Autowired
    ClockSteps(JdbcClient jdbc, WorkflowTransactions transactions, Clock clock) {
        this(jdbc, transactions, clock, System::nanoTime);
    }

    /** @param nanos a clock that never jumps, and stands still while the machine is suspended */
    ClockSteps(JdbcClient jdbc, WorkflowTransactions transactions, Clock clock, LongSupplier nanos) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.nanos = nanos;
        this.known = new Known(new Reading(clock.instant(), nanos.getAsLong()), -1, Duration.ZERO);
    }

    private record Reading(Instant wall, long nanos) {

        /** How much more the wall clock went on than time did. */
        Duration ahead(Reading later) {
            return Duration.between(wall, later.wall()).minusNanos(later.nanos() - nanos);
        }
    }

    /**
     * What is known after a call.
     *
     * @param generation how many jumps all servers had counted; negative before the first call
     * @param moved by how much this server has moved deadlines ahead, and not back again
     */
    private record Known(Reading last, long generation, Duration moved) {

        /** By how much to move, were this the only server. */
        Duration step(Reading now) {
            Duration step = last.ahead(now);
            if (step.abs().compareTo(LEAST) <= 0) {
                return Duration.ZERO;
            }
            return step.plus(moved).isNegative() ? moved.negated() : step;
        }

        /** Deadlines up to here were over before the jump; a jump back leaves nothing waiting that came due since the last call. */
        Instant over(Reading now, Duration step) {
            return step.isNegative() ? last.wall() : now.wall().minus(step);
        }
    }

    /** What all servers share. */
    private record Shared(long generation, Instant sweptAt) {

        boolean countedSince(Known known) {
            return known.generation() >= 0 && generation != known.generation();
        }

        /** Another server has the same time and went on while this one stood still: it has kept the deadlines. */
        boolean keptBy(Reading now) {
            return sweptAt.isAfter(now.wall().minus(LEAST));
        }
    }

    /** Moves the deadlines if the clock has jumped since the last call; the time by which to judge them then. */
    Instant account() {
        Reading now = new Reading(clock.instant(), nanos.getAsLong());
        // Only what was committed is known; what was not is found again by the next call.
        known = transactions.run(() -> account(now));
        return now.wall();
    }

    private Known account(Reading now) {
        Shared shared = shared();
        Duration step = shared.countedSince(known) ? Duration.ZERO : known.step(now);
        if (!step.isNegative() && shared.keptBy(now)) {
            step = Duration.ZERO;
        }
        if (!step.isZero()) {
            move(step, known.over(now, step));
        }
        long generation = shared.generation() + (step.isZero() ? 0 : 1);
        jdbc.sql("update clock_step set generation = :generation, swept_at = :now")
                .param("generation", generation)
                .param("now", Timestamp.from(now.wall()))
                .update();
        return new Known(now, generation, known.moved().plus(step));
    }

    /** Servers come one after the other. */
    private Shared shared() {
        return jdbc.sql("select generation, swept_at from clock_step for update")
                .query((row, _) -> new Shared(
                        row.getLong("generation"), row.getTimestamp("swept_at").toInstant()))
                .single();
    }

    private void move(Duration step, Instant after) {
        for (String deadlines : DEADLINES) {
            jdbc.sql(deadlines.replace(":step", "make_interval(secs => :seconds)"))
                    .param("seconds", step.toMillis() / 1000.0)
                    .param("after", Timestamp.from(after))
                    .update();
        }
        LOG.atWarn()
                .addKeyValue("seconds", step.toSeconds())
                .addKeyValue("did", "moved the open deadlines by as much")
                .log("clock.jumped");
    }
}
