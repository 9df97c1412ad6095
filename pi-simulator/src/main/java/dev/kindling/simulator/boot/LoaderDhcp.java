package dev.kindling.simulator.boot;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.wire.Wire;
import dev.kindling.simulator.wire.Wire.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The boot loader's DHCP.
 *
 * <pre>
 * DISCOVER at 0, 8, 24 s --offers good enough--> REQUEST --ACK--> lease
 *     ^                                             |
 *     +------------------- NAK ---------------------+        45 s: the next boot mode
 * </pre>
 */
final class LoaderDhcp {

    private final BoardSpec board;
    private final Wire wire;
    private final Timing timing;
    private final Findings findings;
    private final Bytes guid;

    /**
     * Makes the client.
     *
     * @param guid what it sends as option 97, normally {@link PiMessages#guid}
     */
    LoaderDhcp(BoardSpec board, Wire wire, Timing timing, Findings findings, Bytes guid) {
        this.board = board;
        this.wire = wire;
        this.timing = timing;
        this.findings = findings;
        this.guid = guid;
    }

    Lease acquire(int xid) throws BootFailedException, InterruptedException {
        DhcpExchange exchange = new DhcpExchange(wire, xid);
        long start = System.nanoTime();
        long end = start + timing.dhcp().toNanos();
        List<Heard> offers = new ArrayList<>();
        for (int attempt = 0; attempt < timing.discover().size(); attempt++) {
            exchange.send(PiMessages.discover(board, xid, guid), 0);
            boolean last = attempt + 1 == timing.discover().size();
            long until = last ? end : start + timing.discover().get(attempt + 1).toNanos();
            Optional<Lease> lease = collect(exchange, offers, until);
            if (lease.isPresent() && request(exchange, xid, lease.get(), end)) {
                return lease.get();
            }
        }
        throw new BootFailedException(OfferRule.missing(offers));
    }

    private Optional<Lease> collect(DhcpExchange exchange, List<Heard> offers, long until)
            throws BootFailedException, InterruptedException {
        while (true) {
            Optional<Heard> heard = exchange.hear(until);
            if (heard.isEmpty()) {
                return Optional.empty();
            }
            if (heard.get().message().type() == DhcpMessage.OFFER) {
                offers.add(heard.get());
                Optional<Lease> lease = OfferRule.choose(offers);
                if (lease.isPresent()) {
                    checkEcho(offers);
                    return lease;
                }
            }
        }
    }

    /** Sends REQUEST until ACK; false after NAK, which starts over. */
    private boolean request(DhcpExchange exchange, int xid, Lease lease, long end)
            throws BootFailedException, InterruptedException {
        Duration wait = timing.request();
        while (System.nanoTime() < end) {
            exchange.send(PiMessages.request(board, xid, guid, lease), 0);
            long until = Math.min(end, System.nanoTime() + wait.toNanos());
            Optional<Heard> heard = exchange.hear(until);
            while (heard.isPresent()) {
                int type = heard.get().message().type();
                if (type == DhcpMessage.ACK || type == DhcpMessage.NAK) {
                    return type == DhcpMessage.ACK && isSame(heard.get().message(), lease);
                }
                heard = exchange.hear(until);
            }
            wait = wait.multipliedBy(2);
        }
        throw new BootFailedException("no DHCP ACK from " + lease.server());
    }

    private boolean isSame(DhcpMessage ack, Lease lease) {
        boolean same = ack.yiaddr().equals(lease.address());
        if (!same) {
            findings.add("DHCP offered " + lease.address() + " and then acknowledged " + ack.yiaddr());
        }
        return same;
    }

    /** A server that saw another board in option 97 than this one is mistaken about who boots here. */
    private void checkEcho(List<Heard> offers) {
        Bytes own = PiMessages.guid(board);
        Optional<Bytes> echo =
                OfferRule.bootOffer(offers).flatMap(offer -> offer.message().option(DhcpOption.CLIENT_GUID));
        if (!echo.equals(Optional.of(own))) {
            findings.add("the offer's option 97 is " + echo.map(Bytes::toString).orElse("absent") + ", this board is "
                    + own);
        }
    }
}
