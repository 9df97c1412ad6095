package dev.kindling.tink.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class TimelineStoreTests {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");

    @TempDir
    static Path data;

    private static TinkServer server;
    private static TimelineStore store;
    private static TimelineReader reader;
    private static TransactionTemplate transactions;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        store = server.bean(TimelineStore.class);
        reader = server.bean(TimelineReader.class);
        transactions = server.bean(TransactionTemplate.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anEventComesBackAsItWasRecorded() {
        TimelineEvent event = new TimelineEvent(
                Optional.of(mac(1)),
                NOW,
                Source.TFTP,
                "tftp.done",
                Severity.WARNING,
                Map.of("file", "start4.elf", "quote", "\"ü\""),
                Optional.of(UUID.randomUUID()),
                Optional.of(UUID.randomUUID()));

        store.record(event);

        server.awaitTimeline();
        assertThat(reader.after(Cursor.START, EventFilter.of(mac(1)), 10))
                .extracting(RecordedEvent::event)
                .containsExactly(event);
        assertThat(reader.after(
                        Cursor.START, EventFilter.ofWorkflow(event.workflow().orElseThrow()), 10))
                .hasSize(1);
        assertThat(reader.after(Cursor.START, EventFilter.ofWorkflow(UUID.randomUUID()), 10))
                .isEmpty();
    }

    @Test
    void anEventOfARolledBackTransactionNeverHappened() {
        transactions.executeWithoutResult(status -> {
            store.record(event(mac(2), "rolled-back"));
            status.setRollbackOnly();
        });

        assertThat(reader.after(Cursor.START, EventFilter.of(mac(2)), 10)).isEmpty();
    }

    @Test
    void aReaderThatGoesOnFromItsCursorMissesNoTransactionThatCommitsLate() throws Exception {
        CountDownLatch recorded = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread late = Thread.ofVirtual()
                .start(() -> transactions.executeWithoutResult(_ -> {
                    store.record(event(mac(3), "first-recorded-last-committed"));
                    recorded.countDown();
                    await(mayCommit);
                }));
        await(recorded);
        store.record(event(mac(3), "committed-in-between"));

        List<RecordedEvent> seen = new ArrayList<>(reader.after(Cursor.START, EventFilter.of(mac(3)), 10));
        assertThat(seen).as("an earlier transaction is still open").isEmpty();
        mayCommit.countDown();
        late.join();
        server.awaitTimeline();
        Cursor cursor = seen.isEmpty() ? Cursor.START : seen.getLast().cursor();
        seen.addAll(reader.after(cursor, EventFilter.of(mac(3)), 10));

        assertThat(seen)
                .extracting(each -> each.event().kind())
                .containsExactly("first-recorded-last-committed", "committed-in-between");
    }

    @Test
    void pagesJoinWithoutGapOrRepetition() {
        store.recordAll(List.of(event(mac(4), "a"), event(mac(4), "b"), event(mac(4), "c")));
        store.recordAll(List.of(event(mac(4), "d"), event(mac(4), "e")));
        server.awaitTimeline();

        List<String> kinds = new ArrayList<>();
        Cursor cursor = Cursor.START;
        List<RecordedEvent> page = reader.after(cursor, EventFilter.of(mac(4)), 2);
        while (!page.isEmpty()) {
            page.forEach(each -> kinds.add(each.event().kind()));
            cursor = Cursor.parse(page.getLast().cursor().toString());
            page = reader.after(cursor, EventFilter.of(mac(4)), 2);
        }

        assertThat(kinds).containsExactly("a", "b", "c", "d", "e");
        assertThat(reader.newest(EventFilter.of(mac(4)), 2))
                .extracting(each -> each.event().kind())
                .containsExactly("d", "e");
    }

    @Test
    void askingForAnotherDhcpServerReadsNoOtherEvent() {
        store.recordAll(IntStream.range(0, 2000)
                .mapToObj(_ -> event(mac(6), "tftp.done"))
                .toList());
        JdbcClient jdbc = server.bean(JdbcClient.class);
        jdbc.sql("analyze event").update();
        server.awaitTimeline();
        assertThat(reader.otherServer()).isEmpty();

        assertThat(jdbc.sql("explain (analyze, costs off, timing off) " + TimelineReader.OTHER_SERVER)
                        .param("limit", 1)
                        .query(String.class)
                        .list())
                .as("of this kind there is none, and no other was looked at")
                .anyMatch(line -> line.contains("Index Scan"))
                .noneMatch(line -> line.contains("Rows Removed by Filter"));

        store.recordAll(List.of(event(mac(6), "dhcp.other-server"), event(mac(7), "dhcp.other-server")));
        store.record(event(mac(6), "tftp.done"));
        server.awaitTimeline();
        assertThat(reader.otherServer()).map(each -> each.event().mac()).contains(Optional.of(mac(7)));
    }

    @Test
    void theEndIsWhereNewEventsBegin() {
        store.record(event(mac(5), "before"));
        server.awaitTimeline();
        Cursor end = reader.end();
        store.record(event(mac(5), "after"));

        server.awaitTimeline();
        assertThat(reader.after(end, EventFilter.of(mac(5)), 10))
                .extracting(each -> each.event().kind())
                .containsExactly("after");
        assertThat(Cursor.parse(end.toString())).isEqualTo(end);
    }

    @Test
    void partitionsAreMadeAheadAndDroppedAfterTheRetention() {
        TimelinePartitions partitions = server.bean(TimelinePartitions.class);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        partitions.makeAhead(today.minusDays(40));
        assertThat(partitions.partitions())
                .contains(today.minusDays(41), today.minusDays(33), today, today.plusDays(6));

        partitions.maintain();

        assertThat(partitions.partitions())
                .doesNotContain(today.minusDays(41), today.minusDays(33))
                .contains(today, today.plusDays(7));
    }

    private static TimelineEvent event(MacAddress mac, String kind) {
        return new TimelineEvent(
                Optional.of(mac), NOW, Source.DHCP, kind, Severity.INFO, Map.of(), Optional.empty(), Optional.empty());
    }

    private static MacAddress mac(int last) {
        return MacAddress.of(new byte[] {2, 0, 0, 0, 0, (byte) last});
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
