package dev.kindling.boots.nfs;

import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet4Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down who mounted what and who was refused: a counter, a log line, an event. */
final class MountJournal {

    private static final Logger log = LoggerFactory.getLogger(MountJournal.class);

    /** A client that is refused asks again and again. */
    private static final Duration REPEAT = Duration.ofSeconds(30);

    private static final int REMEMBERED = 1_024;
    private static final int LONGEST_FACT = 256;

    private final BootReports reports;
    private final Clock clock;
    private final Counter mounted;
    private final Counter refused;
    private final Map<Inet4Address, Instant> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Inet4Address, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    MountJournal(BootReports reports, MeterRegistry meters, Clock clock) {
        this.reports = reports;
        this.clock = clock;
        this.mounted = meters.counter("boots.nfs.mounts", "outcome", "mounted");
        this.refused = meters.counter("boots.nfs.mounts", "outcome", "refused");
    }

    void mounted(MachineProfile machine, Inet4Address address, String path, String tree) {
        mounted.increment();
        log.atInfo()
                .addKeyValue("mac", machine.mac().text())
                .addKeyValue("client", address.getHostAddress())
                .addKeyValue("path", cut(path))
                .addKeyValue("tree", tree)
                .log("nfs.mounted");
        reports.record(BootEvent.nfs("nfs.mounted", clock.instant())
                .withMachine(machine.mac())
                .withFact("address", address.getHostAddress())
                .withFact("path", cut(path))
                .withFact("tree", tree));
    }

    void refused(Optional<MachineProfile> machine, Inet4Address address, String path, String reason) {
        refused.increment();
        if (wasTold(address)) {
            return;
        }
        log.atWarn()
                .addKeyValue("mac", machine.map(m -> m.mac().text()).orElse(""))
                .addKeyValue("client", address.getHostAddress())
                .addKeyValue("path", cut(path))
                .addKeyValue("reason", reason)
                .log("nfs.refused");
        BootEvent event = BootEvent.nfs("nfs.refused", clock.instant())
                .withSeverity(BootEvent.Severity.WARNING)
                .withFact("address", address.getHostAddress())
                .withFact("path", cut(path))
                .withFact("reason", reason);
        reports.record(machine.map(m -> event.withMachine(m.mac())).orElse(event));
    }

    private boolean wasTold(Inet4Address address) {
        Instant now = clock.instant();
        synchronized (told) {
            Instant last = told.get(address);
            if (last != null && now.isBefore(last.plus(REPEAT))) {
                return true;
            }
            told.remove(address);
            told.put(address, now);
            return false;
        }
    }

    private static String cut(String text) {
        return text.length() > LONGEST_FACT ? text.substring(0, LONGEST_FACT) : text;
    }
}
