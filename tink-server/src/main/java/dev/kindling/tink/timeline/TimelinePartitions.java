package dev.kindling.tink.timeline;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** One partition a day (UTC): made a week ahead, dropped when all of it is older than the retention. */
@Component
class TimelinePartitions implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(TimelinePartitions.class);
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String PREFIX = "event_";
    private static final int DAYS_AHEAD = 7;

    /** Of pg_advisory_xact_lock: servers that share a database take turns. */
    private static final long LOCK = 0x6b696e646c65L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final TimelineProperties properties;

    TimelinePartitions(JdbcClient jdbc, TransactionTemplate transactions, TimelineProperties properties) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.properties = properties;
    }

    /** Before anything can be recorded. */
    @Override
    public void afterPropertiesSet() {
        maintain();
    }

    @Scheduled(initialDelayString = "PT1H", fixedDelayString = "PT1H")
    void maintain() {
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("select pg_advisory_xact_lock(" + LOCK + ")")
                    .query((_, _) -> true)
                    .single();
            LocalDate today = jdbc.sql("select cast(now() at time zone 'UTC' as date)")
                    .query(LocalDate.class)
                    .single();
            makeAhead(today);
            dropOlderThan(today.minusDays(properties.retention().toDays()));
        });
    }

    void makeAhead(LocalDate today) {
        List<LocalDate> there = partitions();
        // The day before too: a spool may be read at midnight by a server whose transaction began before it.
        for (LocalDate day = today.minusDays(1); !day.isAfter(today.plusDays(DAYS_AHEAD)); day = day.plusDays(1)) {
            if (!there.contains(day)) {
                jdbc.sql("create table " + name(day) + " partition of event for values from ('" + utc(day) + "') to ('"
                                + utc(day.plusDays(1)) + "')")
                        .update();
            }
        }
    }

    void dropOlderThan(LocalDate firstKept) {
        for (LocalDate day : partitions()) {
            if (day.isBefore(firstKept)) {
                noteEnd(day);
                jdbc.sql("drop table " + name(day)).update();
                log.atInfo().addKeyValue("day", day).log("timeline.dropped");
            }
        }
    }

    /** So that whoever followed up to a place before this can be told that something is missing. */
    private void noteEnd(LocalDate day) {
        jdbc.sql("""
                        update event_dropped set up_to = greatest(up_to, (select max(transaction) from %s))
                        """.formatted(name(day))).update();
    }

    /** The days that have one. */
    List<LocalDate> partitions() {
        return jdbc
                .sql(
                        "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'event'::regclass")
                .query(String.class)
                .list()
                .stream()
                .map(name -> LocalDate.parse(name.substring(PREFIX.length()), DAY))
                .sorted()
                .toList();
    }

    private static String name(LocalDate day) {
        return PREFIX + DAY.format(day);
    }

    private static String utc(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC).toString();
    }
}
