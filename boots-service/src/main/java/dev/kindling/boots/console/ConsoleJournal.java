package dev.kindling.boots.console;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.contract.MacAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet4Address;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Writes lines into the timelines of their machines, as many as are allowed, and says how many were not. */
final class ConsoleJournal {

    private final MachineDirectory machines;
    private final BootFiles boots;
    private final BootReports reports;
    private final Clock clock;
    private final Allowance allowance;
    private final Counter kept;
    private final Counter dropped;
    private final Counter unknown;

    ConsoleJournal(
            MachineDirectory machines,
            BootFiles boots,
            BootReports reports,
            MeterRegistry meters,
            Clock clock,
            int linesPerSecond) {
        this.machines = machines;
        this.boots = boots;
        this.reports = reports;
        this.clock = clock;
        this.allowance = new Allowance(linesPerSecond);
        this.kept = meters.counter("boots.console.lines", "outcome", "kept");
        this.dropped = meters.counter("boots.console.lines", "outcome", "dropped");
        this.unknown = meters.counter("boots.console.lines", "outcome", "unknown");
    }

    synchronized void line(Inet4Address sender, String via, LogLine line) {
        line(machines.findByAddress(sender), via, line);
    }

    /** @param address of whoever comes through another host, whose MAC address is not its own */
    synchronized void line(MacAddress sender, Inet4Address address, String via, LogLine line) {
        line(machines.findByMac(sender).or(() -> machines.findByAddress(address)), via, line);
    }

    private void line(Optional<MachineProfile> machine, String via, LogLine line) {
        if (machine.isEmpty()) {
            unknown.increment();
            return;
        }
        MacAddress mac = machine.get().mac();
        if (!allowance.take(mac, clock.instant().getEpochSecond())) {
            dropped.increment();
            return;
        }
        kept.increment();
        reports.record(event("console.line", mac, boots.current(machine.get()).map(Boot::id))
                .withSeverity(line.isTrouble() ? BootEvent.Severity.WARNING : BootEvent.Severity.INFO)
                .withFact("text", line.text())
                .withFact("program", line.program())
                .withFact("level", line.level())
                .withFact("via", via));
    }

    /** Call about once a second. */
    synchronized void tick() {
        allowance
                .dropped(clock.instant().getEpochSecond())
                .forEach((mac, lines) -> reports.record(event("console.dropped", mac, Optional.empty())
                        .withSeverity(BootEvent.Severity.WARNING)
                        .withFact("lines", lines)));
    }

    private BootEvent event(String kind, MacAddress mac, Optional<UUID> boot) {
        BootEvent event = BootEvent.console(kind, clock.instant()).withMachine(mac);
        return boot.map(event::withBoot).orElse(event);
    }
}
