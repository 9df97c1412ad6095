package dev.kindling.boots.content;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.boot.BootRegistry;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.boot.RaspberryPiProperties;
import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeProperties;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.ipxe.PxelinuxFiles;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.machine.Neighbours;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.BootReports;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The real parts of boots behind the file doors, on a directory of the test's own. */
public final class TestBoots implements AutoCloseable {

    public static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");
    public static final Inet4Address ADDRESS = Inet4Address.ofLiteral("127.0.0.1");
    public static final String SERIAL = "1000000b";

    private final Path data;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final BlockingQueue<BootEvent> events = new LinkedBlockingQueue<>();
    private final Map<Inet4Address, MacAddress> link = new ConcurrentHashMap<>();
    private long xid = 1;

    public TestBoots(Path data) {
        this(data, new ClassicProperties(false, "", "", "", "", "", "", "", ""));
    }

    public TestBoots(Path data, ClassicProperties classic) {
        this(data, classic, BootsProperties.Nfs.off());
    }

    public TestBoots(Path data, ClassicProperties classic, BootsProperties.Nfs nfs) {
        this.data = data;
        context.registerBean(
                BootsProperties.class,
                () -> new BootsProperties(
                        data, ADDRESS, null, null, new BootsProperties.Commandline("", "", "console=tty1"), "", nfs));
        context.registerBean(NfsRoot.class);
        context.registerBean(ServedAddresses.class, () -> ServedAddresses.of(ADDRESS));
        context.registerBean(BootReports.class, () -> events::add);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MachineReplica.class);
        context.registerBean(Neighbours.class, () -> address -> Optional.ofNullable(link.get(address)));
        context.registerBean(ClassicProperties.class, () -> classic);
        context.registerBean(RaspberryPiProperties.class, () -> new RaspberryPiProperties(List.of()));
        context.registerBean(
                IpxeProperties.class,
                () -> new IpxeProperties(List.of(), "", "", "vmlinuz-ARCH", "initramfs-ARCH", "", false));
        context.scan("dev.kindling.boots.boot", "dev.kindling.boots.ipxe");
        context.refresh();
        context.getBean(MachineReplica.class).settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
    }

    public BoardTrees trees() {
        return trees(1024 * 1024);
    }

    public BoardTrees trees(long cacheBytes) {
        FirmwareTree firmware = new FirmwareTree(cacheBytes);
        return new BoardTrees(
                machines(),
                context.getBean(BootFiles.class),
                firmware,
                new FirmwareChoice(data.resolve("firmware")),
                new IpxeFiles(programs(), scripts(), bean(PxelinuxFiles.class)),
                bean(BoardAddresses.class));
    }

    /** Who has an address by ARP; nobody has, unless it is said here. */
    public void onTheLink(Inet4Address address, MacAddress mac) {
        link.put(address, mac);
    }

    /** Programs are in {@code ipxe/} of the data directory only, whatever this system has installed. */
    public IpxePrograms programs() {
        return new IpxePrograms(data.resolve("ipxe"), List.of());
    }

    public IpxeScripts scripts() {
        return context.getBean(IpxeScripts.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public MachineReplica machines() {
        return context.getBean(MachineReplica.class);
    }

    public BootReports reports() {
        return context.getBean(BootReports.class);
    }

    /** The next event, however long another thread takes to report it. */
    public BootEvent nextEvent() throws InterruptedException {
        return nextEvent(Duration.ofSeconds(60));
    }

    public BootEvent nextEvent(Duration deadline) throws InterruptedException {
        BootEvent event = events.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new AssertionError("no event within " + deadline);
        }
        return event;
    }

    public List<String> eventKinds() {
        return events.stream().map(BootEvent::kind).toList();
    }

    /** Declares the board, replacing what was declared before. */
    public MachineProfile declare(Inet4Address address, BootMode mode, boolean allowPxe) {
        MachineProfile board = new MachineProfile(
                MAC,
                "hardware",
                "k3s-control-plane",
                Optional.of(new MachineProfile.Reservation(
                        address,
                        Inet4Address.ofLiteral("255.255.255.0"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.of(Duration.ofHours(1)))),
                mode,
                allowPxe,
                "aarch64",
                Optional.of(new MachineProfile.Board("4B", "c03130", SERIAL)));
        machines().put(board);
        return board;
    }

    /** Begins a boot of the board, as its DHCP exchange would; the event of it is taken out. */
    public void boot(MachineProfile board) throws IOException, InterruptedException {
        context.getBean(BootRegistry.class)
                .of(board, machines().settings().orElseThrow(), new BootRegistry.Exchange(xid++, false));
        nextEvent();
    }

    public Path firmware(String name, byte[] bytes) throws IOException {
        Path file = data.resolve("firmware/default").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    @Override
    public void close() {
        context.close();
    }
}
