package dev.kindling.boots.dhcp;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.boot.BootRegistry;
import dev.kindling.boots.boot.BootRegistryFixture;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.netboot.BootDecider;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.MacAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** The whole DHCP door on one host of a {@link Segment}, with a directory of the test's own. */
final class TestDhcp implements AutoCloseable {

    private static final Inet4Address MASK = Inet4Address.ofLiteral("255.255.255.0");

    private final Collected collected;
    private final BootRegistry boots;
    private final Segment.Host host;
    private final DhcpServer server;

    private TestDhcp(Segment.Host host, DhcpServer server, BootRegistry boots, Collected collected) {
        this.host = host;
        this.server = server;
        this.boots = boots;
        this.collected = collected;
    }

    /**
     * What the parts share.
     *
     * @param nanos what is added to the monotonic clock of the address probation
     */
    private record Collected(
            MachineReplica machines, List<BootEvent> events, SimpleMeterRegistry meters, AtomicLong nanos) {

        Collected() {
            this(new MachineReplica(), new CopyOnWriteArrayList<>(), new SimpleMeterRegistry(), new AtomicLong());
        }
    }

    /** @param settings below {@code kindling.boots.dhcp.} */
    static TestDhcp start(Segment.Host host, Path data, String address, Map<String, String> settings) throws Exception {
        return start(host, data, address, settings, Clock.systemUTC());
    }

    /** @param clock by which the timeline is told only so much in a minute */
    static TestDhcp start(Segment.Host host, Path data, String address, Map<String, String> settings, Clock clock)
            throws Exception {
        return new Parts(host, data, address, settings).start(clock);
    }

    /** What a server is made of. */
    private static final class Parts {

        private final Segment.Host host;
        private final Path data;
        private final String address;
        private final DhcpProperties properties;

        Parts(Segment.Host host, Path data, String address, Map<String, String> settings) {
            this.host = host;
            this.data = data;
            this.address = address;
            Map<String, String> all = new HashMap<>();
            settings.forEach((name, value) -> all.put("kindling.boots.dhcp." + name, value));
            ApplicationConversionService conversions = new ApplicationConversionService();
            conversions.addConverter(String.class, Inet4Address.class, Inet4Address::ofLiteral);
            properties = new Binder(List.of(new MapConfigurationPropertySource(all)), null, conversions, null, null)
                    .bindOrCreate("kindling.boots.dhcp", DhcpProperties.class);
        }

        TestDhcp start(Clock clock) throws Exception {
            Collected collected = new Collected();
            BootRegistry boots =
                    BootRegistryFixture.registry(data, collected.machines, collected.events::add, Clock.systemUTC());
            DhcpEvents events = new DhcpEvents(collected.events::add, clock);
            BootsProperties site = new BootsProperties(
                    data,
                    Inet4Address.ofLiteral(address),
                    null,
                    null,
                    new BootsProperties.Commandline("", "", ""),
                    "",
                    BootsProperties.Nfs.off());
            DhcpSockets sockets = new DhcpSockets(properties, site, events);
            DhcpExchange exchange = new DhcpExchange(
                    collected.machines,
                    boots,
                    new BootDecider(properties.settings()),
                    new DeclinedAddresses(
                            properties.declineProbation(), () -> System.nanoTime() + collected.nanos.get()),
                    events,
                    new LocalBoots());
            DhcpServer server = new DhcpServer(
                    sockets, exchange, new DhcpMetrics(collected.meters), new LookOut(sockets, properties));
            TestDhcp dhcp = new TestDhcp(host, server, boots, collected);
            host.in(() -> {
                server.start();
                return server;
            });
            return dhcp;
        }
    }

    MachineReplica machines() {
        return collected.machines();
    }

    List<BootEvent> events() {
        return collected.events();
    }

    List<BootEvent> events(String kind) {
        return events().stream().filter(event -> event.kind().equals(kind)).toList();
    }

    BootRegistry boots() {
        return boots;
    }

    DhcpServer server() {
        return server;
    }

    Segment.Host host() {
        return host;
    }

    /** Lets the address probation think that time went by. */
    void wait(Duration time) {
        collected.nanos().addAndGet(time.toNanos());
    }

    double count(String outcome) {
        return collected
                .meters()
                .counter("boots.dhcp.packets", "outcome", outcome)
                .count();
    }

    /** A machine with this address in a /24 whose router is .1. */
    void know(String mac, String address) {
        know(mac, address, BootMode.NETBOOT, true);
    }

    void know(String mac, String address, BootMode mode, boolean allowPxe) {
        Inet4Address router = Inet4Address.ofLiteral(address.substring(0, address.lastIndexOf('.')) + ".1");
        know(
                mac,
                mode,
                allowPxe,
                Optional.of(new Reservation(
                        Inet4Address.ofLiteral(address),
                        MASK,
                        Optional.of(router),
                        List.of(),
                        List.of(),
                        Optional.empty())));
    }

    void know(String mac, BootMode mode, boolean allowPxe, Optional<Reservation> reservation) {
        machines().settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
        machines()
                .put(new MachineProfile(
                        new MacAddress(mac), "id", "node", reservation, mode, allowPxe, "", Optional.empty()));
    }

    @Override
    public void close() {
        server.stop();
        boots.close();
    }
}
