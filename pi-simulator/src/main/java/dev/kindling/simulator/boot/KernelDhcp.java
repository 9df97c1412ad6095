package dev.kindling.simulator.boot;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.wire.Wire;
import dev.kindling.simulator.wire.Wire.Heard;
import java.time.Duration;
import java.util.Optional;

/** {@code ip=dhcp}: the kernel's own DHCP, which is no PXE client's and must find the same address again. */
final class KernelDhcp {

    private static final int ROUNDS = 5;

    private final BoardSpec board;
    private final Wire wire;
    private final Timing timing;

    KernelDhcp(BoardSpec board, Wire wire, Timing timing) {
        this.board = board;
        this.wire = wire;
        this.timing = timing;
    }

    Lease acquire(int xid) throws BootFailedException, InterruptedException {
        DhcpExchange exchange = new DhcpExchange(wire, xid);
        Duration wait = timing.kernel();
        for (int round = 0; round < ROUNDS; round++) {
            exchange.send(PiMessages.kernelDiscover(board, xid), PiMessages.KERNEL_LENGTH);
            Optional<Heard> offer = await(exchange, DhcpMessage.OFFER, wait);
            if (offer.isPresent()) {
                Ipv4 server = offer.get()
                        .message()
                        .address(DhcpOption.SERVER_ID)
                        .orElse(offer.get().source());
                Ipv4 address = offer.get().message().yiaddr();
                exchange.send(PiMessages.kernelRequest(board, xid, address, server), PiMessages.KERNEL_LENGTH);
                Optional<Heard> ack = await(exchange, DhcpMessage.ACK, wait);
                if (ack.isPresent()) {
                    return Lease.of(ack.get().message(), ack.get().source(), Ipv4.ANY);
                }
            }
            wait = wait.multipliedBy(2);
        }
        throw new BootFailedException("kernel: IP-Config found no DHCP server");
    }

    private static Optional<Heard> await(DhcpExchange exchange, int type, Duration wait)
            throws BootFailedException, InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        Optional<Heard> heard = exchange.hear(until);
        while (heard.isPresent()) {
            DhcpMessage message = heard.get().message();
            if (message.type() == type && !message.yiaddr().isAny()) {
                return heard;
            }
            heard = exchange.hear(until);
        }
        return Optional.empty();
    }
}
