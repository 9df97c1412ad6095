package dev.kindling.boots.console;

import dev.kindling.boots.dhcp.LinkBroadcasts;
import dev.kindling.boots.dhcp.LinkBroadcasts.Heard;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The netconsole of boot loaders, which have no address yet: all of them broadcast from 169.254.1.1, and only the frame
 * says which board it is.
 */
final class BroadcastConsole implements SmartLifecycle {

    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int MAXIMUM_SENDERS = 4_096;
    private static final Logger log = LoggerFactory.getLogger(BroadcastConsole.class);

    private final LinkBroadcasts links;
    private final ConsoleServer server;
    private final ConsoleJournal journal;
    private final boolean serverHearsBroadcasts;
    private volatile CountDownLatch end = new CountDownLatch(0);

    /** @param serverHearsBroadcasts it listens on every address, so what comes from a board's own address is its */
    BroadcastConsole(
            LinkBroadcasts links, ConsoleServer server, ConsoleJournal journal, boolean serverHearsBroadcasts) {
        this.links = links;
        this.server = server;
        this.journal = journal;
        this.serverHearsBroadcasts = serverHearsBroadcasts;
    }

    @Override
    public void start() {
        Optional<Integer> port = server.netconsolePort();
        if (port.isEmpty()) {
            return;
        }
        CountDownLatch until = new CountDownLatch(1);
        end = until;
        for (String name : links.interfaces()) {
            Thread.ofPlatform().daemon().name("boots-netconsole-" + name).start(() -> listen(name, port.get(), until));
        }
    }

    @Override
    public void stop() {
        end.countDown();
    }

    @Override
    public boolean isRunning() {
        return end.getCount() > 0;
    }

    private void listen(String name, int port, CountDownLatch until) {
        String told = "";
        try {
            do {
                try (LinkBroadcasts.Ear ear = links.open(name, port)) {
                    log.atInfo().addKeyValue("interface", name).log("netconsole.listening");
                    told = "";
                    hear(ear, until);
                } catch (IOException e) {
                    // No right to, or the link is away: once it is back its socket is a new one.
                    String reason = String.valueOf(e.getMessage());
                    if (!reason.equals(told)) {
                        log.atWarn()
                                .addKeyValue("interface", name)
                                .addKeyValue("reason", reason + " (CAP_NET_RAW)")
                                .log("netconsole.broadcasts-not-received");
                    }
                    told = reason;
                }
            } while (!until.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whose line is not at its end yet. */
    private record Sender(MacAddress mac, Inet4Address address) {}

    private void hear(LinkBroadcasts.Ear ear, CountDownLatch until) throws IOException {
        Map<Sender, NetconsoleLines> senders = new LinkedHashMap<>();
        while (until.getCount() > 0) {
            Optional<Heard> heard = ear.receive();
            if (heard.isEmpty() || senders.size() > MAXIMUM_SENDERS) {
                senders.forEach((sender, lines) -> lines.flush().forEach(line -> write(sender, line)));
                senders.clear();
            }
            heard.filter(datagram -> !serverHearsBroadcasts || datagram.source().isLinkLocalAddress())
                    .ifPresent(datagram -> {
                        Sender sender = new Sender(datagram.sender(), datagram.source());
                        senders.computeIfAbsent(sender, _ -> new NetconsoleLines())
                                .add(datagram.payload())
                                .forEach(line -> write(sender, line));
                    });
        }
    }

    private void write(Sender sender, LogLine line) {
        try {
            journal.line(sender.mac(), sender.address(), "netconsole", line);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("console.failed");
        }
    }
}
