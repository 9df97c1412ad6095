package dev.kindling.boots.nfs;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.MacAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The real server on loopback, on free ports, with one machine in its inventory. */
public final class TestNfs implements AutoCloseable {

    public static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");
    public static final Inet4Address BOARD = Inet4Address.ofLiteral("127.0.0.1");

    private final Path data;
    private final MachineReplica machines = new MachineReplica();
    private final BlockingQueue<BootEvent> events = new LinkedBlockingQueue<>();
    private NfsServer server;

    public TestNfs(Path data) {
        this.data = data;
        machines.put(machine(MAC, BOARD));
        start();
    }

    private void start() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        BootsProperties boots = new BootsProperties(
                data,
                BOARD,
                null,
                null,
                new BootsProperties.Commandline("", "", ""),
                "",
                new BootsProperties.Nfs(true, Inet4Address.ofLiteral("0.0.0.0"), 0, 0, null));
        MountJournal journal = new MountJournal(events::add, meters, Clock.systemUTC());
        server = new NfsServer(boots, new NfsRoot(boots), machines, journal, new NfsMeters(meters), Clock.systemUTC());
        server.start();
    }

    /** As a new process would: nothing is kept but what is on disk. */
    public void restart() {
        server.stop();
        start();
    }

    public MachineReplica machines() {
        return machines;
    }

    public int port() {
        return server.port();
    }

    public Path roots() {
        return data.resolve("roots");
    }

    public BootEvent nextEvent() throws InterruptedException {
        BootEvent event = events.poll(30, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 30 s");
        }
        return event;
    }

    public boolean hasEvent() {
        return !events.isEmpty();
    }

    static MachineProfile machine(MacAddress mac, Inet4Address address) {
        return new MachineProfile(
                mac,
                "hardware",
                "node",
                Optional.of(new MachineProfile.Reservation(
                        address,
                        Inet4Address.ofLiteral("255.255.255.0"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty())),
                MachineProfile.BootMode.NETBOOT,
                true,
                "aarch64",
                Optional.empty());
    }

    @Override
    public void close() {
        server.stop();
    }
}
