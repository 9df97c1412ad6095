package dev.kindling.boots.report.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.EventSpool;
import dev.kindling.boots.report.SeenBoard;
import dev.kindling.contract.MacAddress;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.AppendEventsResponse;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.proto.boot.v1.SpooledEvent;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledBootReportsTests {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RecordingEventService service = new RecordingEventService();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void startServer() throws Exception {
        String name = "events-" + directory.getFileName();
        server =
                InProcessServerBuilder.forName(name).addService(service).build().start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void stopServer() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void anEventReachesTheServerWithEverythingItSays() throws Exception {
        try (EventSpool spool = EventSpool.open(directory, 1 << 20);
                BootEventSender sender = new BootEventSender(spool, channel)) {
            new SpooledBootReports(spool, meters)
                    .record(BootEvent.dhcp("dhcp.ack", AT)
                            .withMachine(MAC)
                            .withFact("address", "192.168.42.11")
                            .withBoard(new SeenBoard("4B", "c03130", "1000000b", "0", "PXEClient\0\u001b[2J")));
            sender.start();

            Event event = service.received.poll(60, TimeUnit.SECONDS).getEvent();
            assertThat(event.getMac()).isEqualTo("dc:a6:32:42:00:0b");
            assertThat(event.getSource()).isEqualTo(EventSource.EVENT_SOURCE_DHCP);
            assertThat(event.getKind()).isEqualTo("dhcp.ack");
            assertThat(event.getAt().getNanos()).isEqualTo(6_000_000);
            assertThat(event.getFactsMap()).containsEntry("address", "192.168.42.11");
            assertThat(event.getBoard().getSerial()).isEqualTo("1000000b");
            assertThat(event.getBoard().getVendorClass()).isEqualTo("PXEClient\uFFFD\uFFFD[2J");
        }
    }

    @Test
    void aLostAnswerIsSentAgainAndAnUnacceptableEventDoesNotHoldUpTheOthers() throws Exception {
        service.failures.set(2);
        try (EventSpool spool = EventSpool.open(directory, 1 << 20);
                BootEventSender sender = new BootEventSender(spool, channel)) {
            SpooledBootReports reports = new SpooledBootReports(spool, meters);
            reports.record(BootEvent.tftp("tftp.done", AT));
            reports.record(BootEvent.tftp("unacceptable", AT));
            reports.record(BootEvent.tftp("tftp.missing", AT));
            sender.start();

            assertThat(service.received.poll(60, TimeUnit.SECONDS).getEvent().getKind())
                    .isEqualTo("tftp.done");
            SpooledEvent last = service.received.poll(60, TimeUnit.SECONDS);
            assertThat(last.getEvent().getKind()).isEqualTo("tftp.missing");
            assertThat(last.getSequence()).isEqualTo(3);
        }
    }

    @Test
    void whatDoesNotFitIsCounted() throws Exception {
        try (EventSpool spool = EventSpool.open(directory, 100)) {
            SpooledBootReports reports = new SpooledBootReports(spool, meters);
            for (int i = 0; i < 10; i++) {
                reports.record(BootEvent.tftp("tftp.done", AT));
            }
            double recorded = meters.counter("boots.events.recorded").count();
            assertThat(recorded).isPositive();
            assertThat(meters.counter("boots.events.dropped").count()).isEqualTo(10 - recorded);
            assertThat(meters.get("boots.events.waiting").gauge().value()).isEqualTo(recorded);
        }
    }

    /** Stores what it is sent; refuses the kind "unacceptable", and fails as often as it was told to. */
    private static final class RecordingEventService extends BootEventServiceGrpc.BootEventServiceImplBase {

        private final BlockingQueue<SpooledEvent> received = new LinkedBlockingQueue<>();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public void append(AppendEventsRequest request, StreamObserver<AppendEventsResponse> responses) {
            if (failures.getAndDecrement() > 0) {
                responses.onError(Status.UNAVAILABLE.asRuntimeException());
            } else if (request.getEventsList().stream()
                    .anyMatch(e -> e.getEvent().getKind().equals("unacceptable"))) {
                responses.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            } else {
                received.addAll(request.getEventsList());
                responses.onNext(AppendEventsResponse.newBuilder()
                        .setAcknowledged(
                                request.getEvents(request.getEventsCount() - 1).getSequence())
                        .build());
                responses.onCompleted();
            }
        }
    }
}
