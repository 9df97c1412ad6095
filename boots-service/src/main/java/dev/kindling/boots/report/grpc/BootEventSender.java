package dev.kindling.boots.report.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kindling.boots.report.EventSpool;
import dev.kindling.proto.boot.v1.AppendEventsRequest;
import dev.kindling.proto.boot.v1.BootEventServiceGrpc;
import dev.kindling.proto.boot.v1.Event;
import dev.kindling.proto.boot.v1.SpooledEvent;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the spool, oldest first, one batch at a time, for as long as the process lives; also has the spool
 * written through to the disk once a second. While a batch is on its way the next one grows, so a busy service sends
 * large batches and a quiet one sends at once.
 */
final class BootEventSender implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BootEventSender.class);
    private static final int BATCH_RECORDS = 500;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final long FORCE_MILLIS = 1_000;

    private final EventSpool spool;
    private final BootEventServiceGrpc.BootEventServiceBlockingStub service;
    private Thread sender;
    private Thread forcer;
    private boolean reachable = true;
    private Duration pause = FIRST_PAUSE;
    private int batchRecords = BATCH_RECORDS;

    BootEventSender(EventSpool spool, Channel channel) {
        this.spool = spool;
        this.service = BootEventServiceGrpc.newBlockingStub(channel);
    }

    void start() {
        sender = Thread.ofVirtual().name("boots-events").start(() -> untilInterrupted(this::sendNext));
        forcer = Thread.ofVirtual().name("boots-events-force").start(() -> untilInterrupted(this::force));
    }

    @Override
    public void close() {
        for (Thread thread : new Thread[] {sender, forcer}) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** One step of a loop; an IOException is logged and the loop goes on. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static void untilInterrupted(Step step) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                step.run();
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                log.atError().setCause(e).log("events.spool-failed");
                if (!sleep(LONGEST_PAUSE)) {
                    return;
                }
            }
        }
    }

    private void force() throws IOException, InterruptedException {
        Thread.sleep(FORCE_MILLIS);
        spool.force();
    }

    private void sendNext() throws IOException, InterruptedException {
        Optional<EventSpool.Batch> next = spool.next(batchRecords, BATCH_BYTES);
        if (next.isEmpty()) {
            spool.awaitRecords(FORCE_MILLIS);
            return;
        }
        EventSpool.Batch batch = next.get();
        try {
            long acknowledged = service.withDeadlineAfter(CALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    .append(request(batch))
                    .getAcknowledged();
            spool.acknowledge(batch.spool(), acknowledged);
            sent(batch);
        } catch (StatusRuntimeException e) {
            failed(batch, e.getStatus());
        }
    }

    private static AppendEventsRequest request(EventSpool.Batch batch) throws InvalidProtocolBufferException {
        AppendEventsRequest.Builder request = AppendEventsRequest.newBuilder().setSpool(batch.spool());
        long sequence = batch.firstSequence();
        for (byte[] record : batch.records()) {
            request.addEvents(SpooledEvent.newBuilder().setSequence(sequence++).setEvent(Event.parseFrom(record)));
        }
        return request.build();
    }

    private void sent(EventSpool.Batch batch) {
        if (!reachable) {
            log.atInfo().addKeyValue("waiting", spool.unacknowledged()).log("events.sending-again");
        }
        log.atDebug().addKeyValue("records", batch.records().size()).log("events.sent");
        reachable = true;
        pause = FIRST_PAUSE;
        batchRecords = BATCH_RECORDS;
    }

    private void failed(EventSpool.Batch batch, Status status) throws IOException, InterruptedException {
        if (status.getCode() == Status.Code.INVALID_ARGUMENT) {
            refused(batch, status);
            return;
        }
        if (reachable) {
            log.atWarn()
                    .addKeyValue("status", status.getCode())
                    .addKeyValue("reason", status.getDescription())
                    .log("events.waiting");
        }
        reachable = false;
        Thread.sleep(pause);
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    /** One event the server will never take must not hold up the others: find it alone, then let it go. */
    private void refused(EventSpool.Batch batch, Status status) throws IOException {
        if (batch.records().size() > 1) {
            batchRecords = 1;
            return;
        }
        log.atError()
                .addKeyValue("spool", batch.spool())
                .addKeyValue("sequence", batch.firstSequence())
                .addKeyValue("reason", status.getDescription())
                .log("event.refused");
        spool.acknowledge(batch.spool(), batch.lastSequence());
    }

    private static boolean sleep(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
