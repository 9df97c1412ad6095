package dev.kindling.boots.dhcp;

import dev.kindling.boots.ThreadUrgency;
import dev.kindling.boots.dhcp.DhcpExchange.Outcome;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.Circumstances.Door;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Receives on one port of one link, has each datagram handled, sends the answer; one thread, one log line and one count
 * for each exchange. A link that was taken away and came back gets a new socket.
 */
final class DhcpReceiver {

    private static final Duration STOP = Duration.ofSeconds(3);
    private static final Duration BEFORE_REOPENING = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(DhcpReceiver.class);

    private final DhcpLink link;
    private final Door door;
    private final Opener opener;
    private final DhcpExchange exchange;
    private final DhcpMetrics metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile DhcpSocket socket;
    private Thread thread;

    /** Opens the socket, at the start and again. */
    interface Opener {
        DhcpSocket open() throws IOException;
    }

    DhcpReceiver(DhcpLink link, Door door, Opener opener, DhcpExchange exchange, DhcpMetrics metrics) {
        this.link = link;
        this.door = door;
        this.opener = opener;
        this.exchange = exchange;
        this.metrics = metrics;
    }

    void start() throws IOException {
        socket = opener.open();
        String name = door == Door.DHCP ? "boots-dhcp-" : "boots-pxe-";
        thread = Thread.ofPlatform().name(name + link.name()).start(this::serve);
        log.atInfo()
                .addKeyValue("interface", link.name())
                .addKeyValue("port", socket.port())
                .log("dhcp.listening");
    }

    void stop() {
        stopping.countDown();
        try {
            socket.close();
            thread.join(STOP);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("dhcp.close-failed");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return socket.port();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void serve() {
        ThreadUrgency.raise();
        while (!isStopping()) {
            try {
                DhcpSocket.Received received = socket.receive();
                long began = System.nanoTime();
                Outcome outcome = exchange.handle(received, link.view(), door);
                if (outcome instanceof Outcome.Answered answered) {
                    socket.send(answered.destination(), answered.message());
                }
                done(outcome, began);
            } catch (LinkReplacedException e) {
                reopen(e);
            } catch (Exception e) {
                // Whatever one datagram did, the next one is served.
                failed(e);
            }
        }
    }

    private void reopen(LinkReplacedException why) {
        log.atWarn()
                .addKeyValue("interface", link.name())
                .addKeyValue("reason", why.getMessage())
                .log("dhcp.link-replaced");
        while (!isStopping()) {
            try {
                socket = opener.open();
                log.atInfo().addKeyValue("interface", link.name()).log("dhcp.link-back");
                return;
            } catch (IOException e) {
                log.atDebug().addKeyValue("reason", e.getMessage()).log("dhcp.link-missing");
                await();
            }
        }
    }

    private void await() {
        try {
            if (stopping.await(BEFORE_REOPENING.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().addKeyValue("interface", link.name()).log("dhcp.stopping");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void done(Outcome outcome, long began) {
        metrics.count(outcome.text());
        // A storm of strangers' packets must not pay for lines that nobody reads.
        Level level = outcome instanceof Outcome.Ignored ignored && !ignored.known() ? Level.DEBUG : Level.INFO;
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        BootRequest request = outcome.request();
        var line = log.atLevel(level);
        if (outcome instanceof Outcome.Answered answered) {
            line.addKeyValue("address", answered.reply().yiaddr().getHostAddress())
                    .addKeyValue("destination", answered.destination());
        }
        line.addKeyValue("mac", request.mac().map(Object::toString).orElse("none"))
                .addKeyValue(
                        "xid", HexFormat.of().toHexDigits((int) request.packet().xid()))
                .addKeyValue("type", request.type().map(Object::toString).orElse("none"))
                .addKeyValue("client", request.kind())
                .addKeyValue("outcome", outcome.text())
                .addKeyValue("micros", (System.nanoTime() - began) / 1_000)
                .log("dhcp.exchange");
    }

    private void failed(Exception e) {
        if (isStopping()) {
            return;
        }
        if (e instanceof MalformedPacketException) {
            metrics.count(DhcpMetrics.MALFORMED);
            log.atDebug().addKeyValue("reason", e.getMessage()).log("dhcp.malformed");
        } else {
            metrics.count(DhcpMetrics.FAILED);
            log.atError().setCause(e).log("dhcp.failed");
        }
    }
}
