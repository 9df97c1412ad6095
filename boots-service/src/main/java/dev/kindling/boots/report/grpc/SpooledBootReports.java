package dev.kindling.boots.report.grpc;

import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.boots.report.EventSpool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events into the spool; what does not fit is counted in {@code boots.events.dropped}. */
final class SpooledBootReports implements BootReports {

    private static final Logger log = LoggerFactory.getLogger(SpooledBootReports.class);

    private final EventSpool spool;
    private final Counter recorded;
    private final Counter dropped;
    private final AtomicBoolean dropping = new AtomicBoolean();

    SpooledBootReports(EventSpool spool, MeterRegistry meters) {
        this.spool = spool;
        this.recorded = meters.counter("boots.events.recorded");
        this.dropped = meters.counter("boots.events.dropped");
        Gauge.builder("boots.events.waiting", spool, EventSpool::unacknowledged).register(meters);
    }

    @Override
    public void record(BootEvent event) {
        try {
            if (spool.append(EventMessages.toProto(event).toByteArray())) {
                recorded.increment();
                dropping.set(false);
            } else {
                drop(event, "the spool is full", null);
            }
        } catch (IOException e) {
            drop(event, e.getMessage(), e);
        }
    }

    private void drop(BootEvent event, String reason, Exception cause) {
        dropped.increment();
        if (dropping.getAndSet(true)) {
            // Said once, counted always: a full disk must not fill the log too.
            return;
        }
        log.atWarn()
                .addKeyValue("kind", event.kind())
                .addKeyValue("reason", reason)
                .setCause(cause)
                .log("event.dropped");
    }
}
