package dev.kindling.boots.http;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down how every image request ended: a counter and a log line, and an event where a known machine asked. */
final class HttpJournal {

    private static final Logger log = LoggerFactory.getLogger(HttpJournal.class);
    private static final int FIRST_ERROR = 400;

    private final MachineDirectory machines;
    private final BootReports reports;
    private final Clock clock;
    private final LocalBoots local;
    private final Counter done;
    private final Counter failed;
    private final Counter bytes;

    HttpJournal(MachineDirectory machines, BootReports reports, MeterRegistry meters, Clock clock, LocalBoots local) {
        this.local = local;
        this.machines = machines;
        this.reports = reports;
        this.clock = clock;
        this.done = meters.counter("boots.http.images", "outcome", "done");
        this.failed = meters.counter("boots.http.images", "outcome", "failed");
        this.bytes = meters.counter("boots.http.bytes");
    }

    void begin(Request request, Response response, String image) {
        Optional<MachineProfile> machine = address(request).flatMap(machines::findByAddress);
        String range =
                Optional.ofNullable(request.getHeaders().get(HttpHeader.RANGE)).orElse("");
        long started = System.nanoTime();
        Request.addCompletionListener(request, failure -> {
            long millis = (System.nanoTime() - started) / 1_000_000;
            ended(request, response, failure, machine, new Image(image, range, millis));
        });
    }

    /** @param range as asked for, or empty */
    private record Image(String name, String range, long millis) {}

    private void ended(
            Request request, Response response, Throwable failure, Optional<MachineProfile> machine, Image image) {
        boolean succeeded = failure == null && response.getStatus() < FIRST_ERROR;
        long sent = Response.getContentBytesWritten(response);
        String kind = succeeded ? "http.done" : "http.failed";
        (succeeded ? done : failed).increment();
        bytes.increment(sent);
        log.atInfo()
                .addKeyValue("client", Request.getRemoteAddr(request))
                .addKeyValue("mac", machine.map(m -> m.mac().text()).orElse(""))
                .addKeyValue("image", image.name())
                .addKeyValue("status", response.getStatus())
                .addKeyValue("bytes", sent)
                .addKeyValue("millis", image.millis())
                .addKeyValue("failure", failure)
                .log(kind);
        if (machine.isPresent() && !request.getMethod().equals("HEAD")) {
            reports.record(BootEvent.http(kind, clock.instant())
                    .withMachine(machine.get().mac())
                    .withSeverity(succeeded ? BootEvent.Severity.INFO : BootEvent.Severity.WARNING)
                    .withFact("image", image.name())
                    .withFact("range", image.range())
                    .withFact("status", response.getStatus())
                    .withFact("bytes", sent)
                    .withFact("millis", image.millis())
                    .withFact("failure", failure == null ? "" : failure.toString()));
        }
    }

    /**
     * A machine itself is told by a script to boot its own disk. Call before the script goes out; it is recorded once for
     * each boot where one is known.
     */
    void goesToDisk(MachineProfile machine, Optional<Boot> boot, String script) {
        if (local.isFirst(machine.mac(), boot.map(Boot::id))) {
            BootEvent event = BootEvent.http("boot.local", clock.instant())
                    .withMachine(machine.mac())
                    .withFact("file", script);
            reports.record(boot.isPresent() ? event.withBoot(boot.get().id()) : event);
        }
    }

    static Optional<Inet4Address> address(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress internet && internet.getAddress() instanceof Inet4Address address
                ? Optional.of(address)
                : Optional.empty();
    }
}
