package dev.kindling.boots.boot;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.machine.AddressBook;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.boots.report.MachineRate;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The boot that is going on, of every board. On disk before its files are read, so that a restart changes no byte of them. */
@Component
public final class BootRegistry implements AutoCloseable {

    /** How long after its start a boot may enrol; the nonce carries it. */
    static final Duration NONCE_LIFE = Duration.ofMinutes(15);

    /** No firmware gets this far more often. */
    static final int BEGUN_EACH_MINUTE = 20;

    private static final Inet4Address UNKNOWN = Inet4Address.ofLiteral("0.0.0.0");

    private final Map<MacAddress, Boot> boots = new ConcurrentHashMap<>();
    private final BootStore store;
    private final GeneratedFiles files;
    private final AddressBook book;
    private final MachineRate begun = new MachineRate(BEGUN_EACH_MINUTE);
    private final BootReports reports;
    private final Clock clock;

    BootRegistry(BootsProperties properties, GeneratedFiles files, AddressBook book, BootReports reports, Clock clock)
            throws IOException {
        this.book = book;
        this.store = new BootStore(properties.state().resolve("boot"));
        this.files = files;
        this.reports = reports;
        this.clock = clock;
        for (Boot boot : store.load()) {
            boots.put(boot.mac(), boot);
            if (boot.learned() && boot.isLocated()) {
                book.learn(boot.mac(), boot.address());
            }
        }
    }

    public Optional<Boot> current(MacAddress mac) {
        return Optional.ofNullable(boots.get(mac));
    }

    /**
     * The boot a firmware DHCP packet belongs to: the one going on when it is of the same exchange at the same address,
     * else a new one, which is recorded as {@code boot.started}.
     *
     * @param machine must have an address
     */
    public synchronized Boot of(MachineProfile machine, DirectorySettings settings, Exchange exchange) {
        Inet4Address address = machine.address().orElseThrow();
        Optional<Boot> before =
                goingOn(machine, exchange).filter(boot -> boot.address().equals(address));
        if (before.isPresent()) {
            return before.get();
        }
        book.forget(machine.mac());
        return begin(machine, new Beginning(exchange, address, false), Optional.of(settings));
    }

    /** The same where another server leases: the board's address is not known yet. */
    public synchronized Boot ofProxied(MachineProfile machine, Exchange exchange) {
        Optional<Boot> before = goingOn(machine, exchange).filter(Boot::learned);
        if (before.isPresent()) {
            return before.get();
        }
        book.forget(machine.mac());
        return begin(machine, new Beginning(exchange, UNKNOWN, true), Optional.empty());
    }

    /**
     * The board was heard to use an address. The first one of a boot goes into its nonce; a later one, of the kernel or
     * the system, is followed and told to tink-server, which takes the nonce from either.
     *
     * @param by the door that heard it
     * @return the boot that is going on; empty when there is none or its address was given by this service
     */
    public synchronized Optional<Boot> locate(
            MachineProfile machine, DirectorySettings settings, Inet4Address address, BootEvent.Source by) {
        Optional<Boot> going = current(machine.mac()).filter(Boot::learned);
        if (going.isEmpty() || going.get().address().equals(address)) {
            return going;
        }
        Boot before = going.get();
        String line = before.isLocated()
                ? before.commandLine()
                : files.commandLine(
                        machine,
                        settings,
                        new GeneratedFiles.Life(before.id(), address, before.started(), before.expiry()));
        Boot boot = before.at(address, line);
        keep(boot);
        book.learn(boot.mac(), address);
        BootEvent event = BootEvent.of(by, "boot.address", clock.instant())
                .withMachine(boot.mac())
                .withBoot(boot.id())
                .withFact("address", address.getHostAddress());
        reports.record(
                before.isLocated() ? event.withFact("before", before.address().getHostAddress()) : event);
        return Optional.of(boot);
    }

    /** The board has its command line: whatever its firmware asks from now on belongs to another boot. */
    synchronized void handedOver(Boot boot) {
        boolean first = current(boot.mac())
                .filter(now -> now.id().equals(boot.id()) && !now.handedOver())
                .isPresent();
        if (first) {
            keep(boots.get(boot.mac()).withCommandLineHandedOver());
        }
    }

    /** Whether another server gave some board an address that is still to be learned. */
    boolean awaitsAnAddress() {
        return boots.values().stream().anyMatch(this::isAwaited);
    }

    boolean awaitsItsAddress(MacAddress mac) {
        return current(mac).filter(this::isAwaited).isPresent();
    }

    private boolean isAwaited(Boot boot) {
        return boot.learned() && !boot.isLocated() && clock.instant().isBefore(boot.expiry());
    }

    private Optional<Boot> goingOn(MachineProfile machine, Exchange exchange) {
        return current(machine.mac())
                .filter(boot -> exchange.belongsTo(boot) || beginsTooOften(boot))
                .filter(boot -> clock.instant().isBefore(boot.expiry()));
    }

    /** Whoever asks anew without end stays in one boot: each writes a file and is told in full. */
    private boolean beginsTooOften(Boot boot) {
        return begun.next(boot.mac(), clock.instant()) == MachineRate.Say.COUNT_ONLY;
    }

    /**
     * A firmware's DHCP exchange.
     *
     * @param xid of its packets, unsigned
     * @param byIpxe iPXE asks, from the network card or loaded by the firmware that began the boot
     */
    public record Exchange(long xid, boolean byIpxe) {

        /** A Pi 3 has one xid for ever: what it asks after its command line, it asks in another boot. */
        private boolean belongsTo(Boot boot) {
            return boot.xid() == xid && !boot.handedOver() || byIpxe && !boot.byIpxe();
        }
    }

    /** What is known of a boot when it begins. */
    private record Beginning(Exchange exchange, Inet4Address address, boolean learned) {}

    /** @param settings for the command line; empty as long as there is no address to write into it */
    private Boot begin(MachineProfile machine, Beginning beginning, Optional<DirectorySettings> settings) {
        Instant started = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiry = started.plus(NONCE_LIFE);
        UUID id = UUID.randomUUID();
        GeneratedFiles.Life life = new GeneratedFiles.Life(id, beginning.address(), started, expiry);
        Boot boot = new Boot(
                id,
                machine.mac(),
                beginning.exchange().xid(),
                beginning.address(),
                beginning.learned(),
                beginning.exchange().byIpxe(),
                started,
                expiry,
                files.configTxt(machine),
                settings.map(known -> files.commandLine(machine, known, life)).orElse(""),
                false);
        keep(boot);
        BootEvent event = BootEvent.dhcp("boot.started", started)
                .withMachine(boot.mac())
                .withBoot(id)
                .withFact("mode", machine.bootMode().name().toLowerCase(Locale.ROOT));
        reports.record(
                boot.isLocated() ? event.withFact("address", boot.address().getHostAddress()) : event);
        return boot;
    }

    private void keep(Boot boot) {
        boots.put(boot.mac(), boot);
        store.save(boot);
    }

    /** Ends when everything is on disk, or the disk has had its time. */
    @Override
    public void close() {
        store.close();
    }
}
