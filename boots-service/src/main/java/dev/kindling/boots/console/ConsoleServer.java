package dev.kindling.boots.console;

import dev.kindling.boots.PortUnavailableException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The two receivers. Nobody's boot depends on them: a port that is taken is a warning, and the rest goes on. */
public final class ConsoleServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ConsoleServer.class);
    private static final int LARGEST = 65_535;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int BUFFER_BYTES = 1024 * 1024;

    /** Senders whose last line has no end yet. */
    private static final int MAXIMUM_SENDERS = 4_096;

    private final ConsoleProperties properties;
    private final List<Inet4Address> ownAddresses;
    private final ConsoleJournal journal;
    private final Duration tick;
    private List<DatagramSocket> syslog = List.of();
    private List<DatagramSocket> netconsole = List.of();
    private volatile boolean running;

    /** @param ownAddresses where it listens unless it is told where */
    ConsoleServer(ConsoleProperties properties, List<Inet4Address> ownAddresses, ConsoleJournal journal) {
        this(properties, ownAddresses, journal, TICK);
    }

    /** @param tick a netconsole line that has waited this long for its end has none */
    ConsoleServer(
            ConsoleProperties properties, List<Inet4Address> ownAddresses, ConsoleJournal journal, Duration tick) {
        this.properties = properties;
        this.ownAddresses = List.copyOf(ownAddresses);
        this.journal = journal;
        this.tick = tick;
    }

    /** Where syslog is received; empty when it is not. */
    public Optional<Integer> syslogPort() {
        return syslog.stream().findFirst().map(DatagramSocket::getLocalPort);
    }

    /** Where netconsole is received; empty when it is not. */
    public Optional<Integer> netconsolePort() {
        return netconsole.stream().findFirst().map(DatagramSocket::getLocalPort);
    }

    @Override
    public void start() {
        running = true;
        syslog = open("syslog", properties.syslogPort());
        netconsole = open("netconsole", properties.netconsolePort());
        syslog.forEach(socket -> listen("boots-syslog", socket, new Syslog()));
        netconsole.forEach(socket -> listen("boots-netconsole", socket, new Netconsole()));
    }

    @Override
    public void stop() {
        running = false;
        syslog.forEach(DatagramSocket::close);
        netconsole.forEach(DatagramSocket::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private List<DatagramSocket> open(String door, int port) {
        List<DatagramSocket> open = new ArrayList<>();
        if (port >= 0) {
            for (InetAddress address : properties.address() == null ? ownAddresses : List.of(properties.address())) {
                int same = port == 0 && !open.isEmpty() ? open.getFirst().getLocalPort() : port;
                open(door, address, same).ifPresent(open::add);
            }
        }
        return open;
    }

    private Optional<DatagramSocket> open(String door, InetAddress address, int port) {
        InetSocketAddress local = new InetSocketAddress(address, port);
        try {
            DatagramSocket socket = new DatagramSocket(local);
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSoTimeout(Math.toIntExact(tick.toMillis()));
            log.atInfo().addKeyValue("address", socket.getLocalSocketAddress()).log(door + ".listening");
            return Optional.of(socket);
        } catch (IOException e) {
            PortUnavailableException reason =
                    new PortUnavailableException(door, "kindling.boots.console." + door, local, e);
            log.atWarn()
                    .addKeyValue("reason", reason.getMessage())
                    .addKeyValue("property", "kindling.boots.console." + door + "-port")
                    .log(door + ".not-received");
            return Optional.empty();
        }
    }

    /** What to do with a datagram, and with the passing of time. */
    private interface Receiver {
        void received(Inet4Address sender, byte[] datagram);

        default void idle() {}
    }

    private void listen(String name, DatagramSocket socket, Receiver receiver) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            while (running) {
                try {
                    packet.setLength(LARGEST);
                    socket.receive(packet);
                    if (packet.getAddress() instanceof Inet4Address sender) {
                        receiver.received(sender, Arrays.copyOf(packet.getData(), packet.getLength()));
                    }
                    journal.tick();
                } catch (SocketTimeoutException e) {
                    log.trace("idle", e);
                    receiver.idle();
                    journal.tick();
                } catch (IOException | RuntimeException e) {
                    if (running) {
                        log.atError().setCause(e).log("console.failed");
                    }
                }
            }
        });
    }

    private final class Syslog implements Receiver {
        @Override
        public void received(Inet4Address sender, byte[] datagram) {
            LogLine line = SyslogCodec.decode(datagram);
            if (!line.isEmpty()) {
                journal.line(sender, "syslog", line);
            }
        }
    }

    private final class Netconsole implements Receiver {

        private final Map<Inet4Address, NetconsoleLines> senders = new LinkedHashMap<>();

        @Override
        public void received(Inet4Address sender, byte[] datagram) {
            if (senders.size() > MAXIMUM_SENDERS) {
                idle();
            }
            write(
                    sender,
                    senders.computeIfAbsent(sender, _ -> new NetconsoleLines()).add(datagram));
        }

        /** A line whose end did not come in this time has none. */
        @Override
        public void idle() {
            senders.forEach((sender, lines) -> write(sender, lines.flush()));
            senders.clear();
        }

        private void write(Inet4Address sender, List<LogLine> lines) {
            lines.forEach(line -> journal.line(sender, "netconsole", line));
        }
    }
}
