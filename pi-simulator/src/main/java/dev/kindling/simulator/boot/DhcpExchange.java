package dev.kindling.simulator.boot;

import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.wire.Wire;
import dev.kindling.simulator.wire.Wire.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The part that both DHCP clients of a boot share: send a message, hear the answers to one's own xid until a time. */
final class DhcpExchange {

    private final Wire wire;
    private final int xid;

    DhcpExchange(Wire wire, int xid) {
        this.wire = wire;
        this.xid = xid;
    }

    void send(DhcpMessage message, int minimumLength) throws BootFailedException {
        try {
            wire.broadcast(DhcpCodec.encode(message, minimumLength));
        } catch (IOException e) {
            throw new BootFailedException("cannot send on the wire: " + e.getMessage());
        }
    }

    /** The next answer to this exchange before {@link System#nanoTime} reaches the deadline. */
    Optional<Heard> hear(long deadline) throws BootFailedException, InterruptedException {
        while (true) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                Optional<Heard> heard = wire.hear(Duration.ofNanos(left));
                if (heard.filter(answer -> answer.message().xid() == xid).isPresent()) {
                    return heard;
                }
            } catch (IOException e) {
                throw new BootFailedException("cannot hear the wire: " + e.getMessage());
            }
        }
    }
}
