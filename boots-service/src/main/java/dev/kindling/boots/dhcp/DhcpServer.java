package dev.kindling.boots.dhcp;

import dev.kindling.boots.netboot.Circumstances.Door;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Serves every link it is told to: port 67, port 4011 where it may be a proxy, and a look-out for other servers. */
@Component
public final class DhcpServer implements SmartLifecycle {

    /** After the directory, so that the first packet finds it. */
    private static final int PHASE = 10;

    private static final Logger log = LoggerFactory.getLogger(DhcpServer.class);

    private final DhcpSockets sockets;
    private final DhcpExchange exchange;
    private final DhcpMetrics metrics;
    private final LookOut lookOut;
    private final List<DhcpReceiver> receivers = new ArrayList<>();
    private List<DhcpLink> links = List.of();
    private volatile boolean running;

    DhcpServer(DhcpSockets sockets, DhcpExchange exchange, DhcpMetrics metrics, LookOut lookOut) {
        this.sockets = sockets;
        this.exchange = exchange;
        this.metrics = metrics;
        this.lookOut = lookOut;
    }

    @Override
    public void start() {
        links = sockets.links();
        try {
            links.forEach(this::serve);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        links.forEach(lookOut::watch);
        running = !links.isEmpty();
    }

    @Override
    public void stop() {
        running = false;
        lookOut.stop();
        receivers.forEach(DhcpReceiver::stop);
        receivers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * The port it really listens on, on its first link.
     *
     * @throws IllegalStateException when it does not listen
     */
    public int port() {
        if (receivers.isEmpty()) {
            throw new IllegalStateException("DHCP is not listening");
        }
        return receivers.getFirst().port();
    }

    /** What it does on each link, interface to mode; a mode that is still looked for reads "searching". */
    public Map<String, String> modes() {
        return links.stream()
                .collect(Collectors.toMap(
                        DhcpLink::name,
                        link -> link.isSearching()
                                ? "searching"
                                : link.view().mode().text()));
    }

    /** For a person: each link with its mode, why, and the line that changes it; empty while one is looked for. */
    public Optional<List<String>> modeLines() {
        return links.stream().anyMatch(DhcpLink::isSearching)
                ? Optional.empty()
                : Optional.of(links.stream().map(DhcpLink::text).toList());
    }

    List<DhcpLink> links() {
        return links;
    }

    boolean isBootServerPort(int port) {
        return port == sockets.bootServerPort();
    }

    private void serve(DhcpLink link) {
        DhcpReceiver main = new DhcpReceiver(link, Door.DHCP, () -> sockets.open(link), exchange, metrics);
        try {
            main.start();
            receivers.add(main);
        } catch (IOException e) {
            throw sockets.unavailable(sockets.port(), e);
        }
        if (link.mayBeProxy()) {
            serveBootClients(link);
        }
    }

    /** Most clients never come here, so a taken port is no reason not to start where nobody asked for a proxy. */
    private void serveBootClients(DhcpLink link) {
        DhcpReceiver boot =
                new DhcpReceiver(link, Door.BOOT_SERVER, () -> sockets.openBootServer(link), exchange, metrics);
        try {
            boot.start();
            receivers.add(boot);
        } catch (IOException e) {
            if (!link.isSearching()) {
                throw sockets.unavailable(sockets.bootServerPort(), e);
            }
            log.atWarn().addKeyValue("reason", e.getMessage()).log("dhcp.boot-server-port-taken");
        }
    }
}
