package dev.kindling.boots.dhcp;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for other DHCP servers on one link: listens to what servers send, and now and then asks as a client would, for
 * a server answers most clients where nobody else hears it. Takes no lease.
 */
final class SegmentWatch {

    /** How long a link without a configured mode is looked at before its mode is settled. */
    static final Duration SEARCH = Duration.ofSeconds(10);

    private static final Duration SEARCH_STEP = Duration.ofSeconds(2);

    /** Between two questions while nobody serves this link: after a power cut the router may be the last to start. */
    private static final Duration UNSERVED = Duration.ofSeconds(30);

    private static final Bytes WHAT_WE_LIKE_TO_KNOW = Bytes.ofHex("010306333642433c");
    static final String NAME = "kindling-probe";
    private static final Logger log = LoggerFactory.getLogger(SegmentWatch.class);

    private final LinkFrames frames;
    private final DhcpLink link;
    private final Duration interval;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final long began;
    private long nextProbe;

    /**
     * @param interval between two questions, once the mode is settled
     * @param nanos a monotonic clock
     */
    SegmentWatch(LinkFrames frames, DhcpLink link, Duration interval, LongSupplier nanos, RandomGenerator random) {
        this.frames = frames;
        this.link = link;
        this.interval = interval;
        this.nanos = nanos;
        this.random = random;
        this.began = nanos.getAsLong();
        this.nextProbe = began;
    }

    /** One turn: at most half a second. */
    void turn() throws IOException {
        long now = nanos.getAsLong();
        if (now - nextProbe >= 0) {
            nextProbe = now + untilNextProbe().toNanos();
            probe();
        }
        frames.receive()
                .flatMap(overheard -> OtherServer.of(overheard, link.view()))
                .ifPresent(link::heard);
        if (link.isSearching() && nanos.getAsLong() - began >= SEARCH.toNanos()) {
            link.searched();
        }
    }

    private Duration untilNextProbe() {
        if (link.isSearching()) {
            return SEARCH_STEP;
        }
        return link.mayFindServer() && UNSERVED.compareTo(interval) < 0 ? UNSERVED : interval;
    }

    void close() throws IOException {
        frames.close();
    }

    private void probe() {
        Optional<MacAddress> mac = link.hardwareAddress();
        if (mac.isEmpty()) {
            return;
        }
        try {
            frames.broadcastAsClient(DhcpCodec.encode(discover(mac.get())));
        } catch (IOException e) {
            // The link is down; what comes up later is asked later.
            log.atDebug()
                    .addKeyValue("interface", link.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("dhcp.probe-not-sent");
        }
    }

    /** Broadcast flag set: the answer must come where the filter hears it. */
    private DhcpPacket discover(MacAddress mac) {
        DhcpOptions options = DhcpOptions.NONE
                .with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(MessageType.DISCOVER.number()))
                .with(OptionCode.VENDOR_CLASS, Bytes.ofAscii(NAME))
                .with(OptionCode.PARAMETER_LIST, WHAT_WE_LIKE_TO_KNOW);
        return DhcpPacket.discover(
                Integer.toUnsignedLong(random.nextInt()), Bytes.of(mac.bytes()).concat(Bytes.zero(10)), options);
    }
}
