package dev.kindling.tink.timeline.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Timestamp;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc.BootEventServiceBlockingStub;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.proto.boot.v1.SeenBoard;
import dev.kindling.proto.boot.v1.Severity;
import dev.kindling.proto.boot.v1.SpooledEvent;
import dev.kindling.tink.machine.BootedLocally;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineReader;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class BootEventDoorTests {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.5Z");

    @TempDir
    static Path data;

    private static final List<BootedLocally> booted = new CopyOnWriteArrayList<>();
    private static final List<Boolean> inTransaction = new CopyOnWriteArrayList<>();
    private static TinkServer server;
    private static ManagedChannel channel;
    private static BootEventServiceBlockingStub door;

    @BeforeAll
    static void start() {
        server = TinkServer.start(data);
        server.bean(ApplicationEventMulticaster.class).addApplicationListener(event -> {
            if (event instanceof PayloadApplicationEvent<?> payload
                    && payload.getPayload() instanceof BootedLocally local) {
                booted.add(local);
                inTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
            }
        });
        channel = InProcessChannelBuilder.forName(server.inProcess()).build();
        door = BootEventServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @Test
    void anEventIsInTheTimelineOnceTheAnswerCame() {
        UUID boot = UUID.randomUUID();
        Event event = event(mac(1), "tftp.done").toBuilder()
                .setSource(EventSource.EVENT_SOURCE_TFTP)
                .setSeverity(Severity.SEVERITY_WARNING)
                .setBootId(boot.toString())
                .putFacts("file", "start4.elf")
                .build();

        assertThat(append("spool-1", 7, event)).isEqualTo(7);

        TimelineEvent stored = timeline(mac(1)).getLast();
        assertThat(stored.at()).isEqualTo(NOW);
        assertThat(stored.source()).isEqualTo(TimelineEvent.Source.TFTP);
        assertThat(stored.kind()).isEqualTo("tftp.done");
        assertThat(stored.severity()).isEqualTo(TimelineEvent.Severity.WARNING);
        assertThat(stored.facts()).isEqualTo(Map.of("file", "start4.elf"));
        assertThat(stored.bootId()).contains(boot);
    }

    @Test
    void aBatchThatIsSentAgainChangesNothing() {
        Event first = event(mac(2), "dhcp.discover");
        Event second = event(mac(2), "dhcp.offer");

        append("spool-2", 1, first, second);
        assertThat(append("spool-2", 1, first, second)).isEqualTo(2);
        assertThat(append("spool-2", 2, second, event(mac(2), "dhcp.ack"))).isEqualTo(3);

        assertThat(kinds(mac(2))).containsExactly("machine.discovered", "dhcp.discover", "dhcp.offer", "dhcp.ack");
    }

    @Test
    void aNewSpoolBeginsAnew() {
        append("spool-3a", 5, event(mac(3), "dhcp.discover"));
        append("spool-3b", 1, event(mac(3), "dhcp.request"));

        assertThat(kinds(mac(3))).containsExactly("machine.discovered", "dhcp.discover", "dhcp.request");
    }

    @Test
    void whatTheBoardSaidIsKeptWithTheMachine() {
        SeenBoard board = SeenBoard.newBuilder()
                .setModel("4B")
                .setSerial("1000000b")
                .setRevision("c03115")
                .build();

        append(
                "spool-4",
                1,
                event(mac(4), "dhcp.discover").toBuilder().setBoard(board).build());

        assertThat(timeline(mac(4)).getFirst().facts()).containsEntry("serial", "1000000b");
        assertThat(server.send("GET", "/api/v1/machines/" + mac(4), "").body())
                .contains("1000000b", "4B", "DISCOVERED");
    }

    @Test
    void aLocalBootIsToldInsideTheTransactionThatStoresIt() {
        booted.clear();
        append(
                "spool-5",
                1,
                event(mac(5), "boot.started"),
                event(mac(5), "boot.local"),
                event(mac(6), "boot.local"),
                event(mac(6), "dhcp.ack"));
        append("spool-5", 2, event(mac(5), "boot.local"));

        assertThat(booted).containsExactly(new BootedLocally(mac(5), NOW), new BootedLocally(mac(6), NOW));
        assertThat(inTransaction).containsOnly(true);
        assertThat(kinds(mac(6))).containsExactly("machine.discovered", "boot.local", "dhcp.ack");
    }

    @Test
    void oddEventsAreCutAndKeptSoThatTheyStopNoSpool() {
        Event odd = Event.newBuilder()
                .setMac("not a mac")
                .setKind("odd\0kind" + "k".repeat(100))
                .setBootId("not an id")
                .putFacts("nul", "\0")
                .putFacts("long", "x".repeat(10_000))
                .build();

        assertThat(append("spool-6", 1, odd, event(mac(7), "dhcp.ack"))).isEqualTo(2);
        assertThat(kinds(mac(7))).contains("dhcp.ack");
    }

    @Test
    void aBatchOutOfOrderIsRefusedAndSaysWhere() {
        AppendEventsRequest request = AppendEventsRequest.newBuilder()
                .setSpool("spool-7")
                .addEvents(SpooledEvent.newBuilder().setSequence(2).setEvent(event(mac(8), "a")))
                .addEvents(SpooledEvent.newBuilder().setSequence(2).setEvent(event(mac(8), "b")))
                .build();

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> door.append(request))
                .satisfies(refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                .withMessageContaining("/events/1/sequence");
        assertThat(kinds(mac(8))).isEmpty();
    }

    @Test
    void aFullBatchIsTakenInOrder() {
        Event[] events =
                IntStream.range(0, 1000).mapToObj(i -> event(mac(9), "n." + i)).toArray(Event[]::new);

        assertThat(append("spool-8", 1, events)).isEqualTo(1000);

        server.awaitTimeline();
        List<RecordedEvent> stored =
                server.bean(TimelineReader.class).after(Cursor.START, EventFilter.of(mac(9)), 2000);
        assertThat(stored).hasSize(1001);
        assertThat(stored.get(1000).event().kind()).isEqualTo("n.999");
    }

    private static long append(String spool, long first, Event... events) {
        AppendEventsRequest.Builder request = AppendEventsRequest.newBuilder().setSpool(spool);
        for (int i = 0; i < events.length; i++) {
            request.addEvents(SpooledEvent.newBuilder().setSequence(first + i).setEvent(events[i]));
        }
        return door.append(request.build()).getAcknowledged();
    }

    private static List<TimelineEvent> timeline(MacAddress mac) {
        server.awaitTimeline();
        return server.bean(TimelineReader.class).after(Cursor.START, EventFilter.of(mac), 100).stream()
                .map(RecordedEvent::event)
                .toList();
    }

    private static List<String> kinds(MacAddress mac) {
        return timeline(mac).stream().map(TimelineEvent::kind).toList();
    }

    private static Event event(MacAddress mac, String kind) {
        return Event.newBuilder()
                .setMac(mac.text())
                .setKind(kind)
                .setSource(EventSource.EVENT_SOURCE_DHCP)
                .setAt(Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).setNanos(NOW.getNano()))
                .build();
    }

    private static MacAddress mac(int last) {
        return MacAddress.of(new byte[] {2, 0, 0, 1, 0, (byte) last});
    }
}
