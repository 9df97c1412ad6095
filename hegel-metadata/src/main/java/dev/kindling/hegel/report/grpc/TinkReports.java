package dev.kindling.hegel.report.grpc;

import com.google.protobuf.Timestamp;
import dev.kindling.contract.MacAddress;
import dev.kindling.hegel.report.MachineReports;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.EventSource;
import dev.kindling.proto.boot.v1.Severity;
import dev.kindling.proto.boot.v1.SpooledEvent;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Appends each report at once and alone. Nothing is kept here: the machine asks again where tink-server is away.
 */
@Component
final class TinkReports implements MachineReports {

    private static final Logger log = LoggerFactory.getLogger(TinkReports.class);
    private static final long DEADLINE_SECONDS = 5;

    private final BootEventServiceGrpc.BootEventServiceBlockingStub service;
    private final Clock clock;

    /** tink-server keeps a row for each name, so there is one name for each start of this process. */
    private final String spool = "hegel-" + UUID.randomUUID();

    private long sequence;

    TinkReports(ManagedChannel tink, Clock clock) {
        this.service = BootEventServiceGrpc.newBlockingStub(tink);
        this.clock = clock;
    }

    /** One after the other, because a sequence that comes after a later one is taken for a repetition. */
    @Override
    public synchronized boolean phonedHome(MacAddress machine, Map<String, String> facts) {
        Instant now = clock.instant();
        Event event = Event.newBuilder()
                .setMac(machine.text())
                .setAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setSource(EventSource.EVENT_SOURCE_HEGEL)
                .setKind("machine.phoned-home")
                .setSeverity(Severity.SEVERITY_INFO)
                .putAllFacts(facts)
                .build();
        sequence++;
        AppendEventsRequest request = AppendEventsRequest.newBuilder()
                .setSpool(spool)
                .addEvents(SpooledEvent.newBuilder().setSequence(sequence).setEvent(event))
                .build();
        try {
            service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).append(request);
            return true;
        } catch (StatusRuntimeException e) {
            log.atWarn()
                    .addKeyValue("mac", machine)
                    .addKeyValue("status", e.getStatus().getCode())
                    .log("report.unavailable");
            return false;
        }
    }
}
