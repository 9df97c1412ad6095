package dev.kindling.boots.dhcp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps a {@link SegmentWatch} going on each link, one thread each. */
@Component
final class LookOut {

    private static final Duration STOP = Duration.ofSeconds(3);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(LookOut.class);

    private final DhcpSockets sockets;
    private final DhcpProperties properties;
    private final List<Thread> threads = new ArrayList<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);

    LookOut(DhcpSockets sockets, DhcpProperties properties) {
        this.sockets = sockets;
        this.properties = properties;
    }

    void watch(DhcpLink link) {
        if (stopping.getCount() == 0) {
            stopping = new CountDownLatch(1);
        }
        CountDownLatch end = stopping;
        Optional<SegmentWatch> first = open(link);
        if (first.isPresent()) {
            threads.add(
                    Thread.ofPlatform().name("boots-watch-" + link.name()).start(() -> watch(link, first.get(), end)));
        }
    }

    void stop() {
        stopping.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(STOP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    private Optional<SegmentWatch> open(DhcpLink link) {
        try {
            Optional<LinkFrames> frames = sockets.openFrames(link);
            if (frames.isEmpty()) {
                link.cannotSearch("other servers can be looked for on a named interface of a Linux host only");
            }
            return frames.map(open -> new SegmentWatch(
                    open, link, properties.probeInterval(), System::nanoTime, RandomGenerator.getDefault()));
        } catch (IOException e) {
            link.cannotSearch("other servers cannot be looked for: " + e.getMessage() + " (CAP_NET_RAW)");
            return Optional.empty();
        }
    }

    private void watch(DhcpLink link, SegmentWatch first, CountDownLatch end) {
        SegmentWatch watch = first;
        try {
            while (end.getCount() > 0) {
                try {
                    watch.turn();
                } catch (IOException e) {
                    // The link went down or away: the socket of a link that came back under its name is a new one.
                    log.atDebug()
                            .addKeyValue("interface", link.name())
                            .addKeyValue("reason", e.getMessage())
                            .log("dhcp.watch-interrupted");
                    if (end.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    watch = reopened(link, watch);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            close(watch);
        }
    }

    private SegmentWatch reopened(DhcpLink link, SegmentWatch before) {
        Optional<SegmentWatch> fresh = open(link);
        fresh.ifPresent(_ -> close(before));
        return fresh.orElse(before);
    }

    private static void close(SegmentWatch watch) {
        try {
            watch.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("dhcp.watch-not-closed");
        }
    }
}
