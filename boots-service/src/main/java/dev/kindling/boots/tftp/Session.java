package dev.kindling.boots.tftp;

import dev.kindling.boots.tftp.packet.TftpPacket;
import dev.kindling.boots.tftp.port.UdpPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A transfer with its socket, whose port is the server's transfer identifier (RFC 1350, section 4): one of its own, or
 * the one on which requests come.
 */
final class Session {

    /** A request repeated later than this after the client's last packet is of a client that began anew. */
    private static final long REPETITION = TimeUnit.SECONDS.toNanos(1);

    private final Answer.Accepted request;
    private final UdpPort port;
    private final boolean ownPort;
    private final Transfer transfer;
    private final long startedAt = System.nanoTime();
    private long heardAt = startedAt;

    /** @param ownPort whether the port is only this transfer's */
    Session(Answer.Accepted request, UdpPort port, boolean ownPort, BlockNumbers numbers) {
        this.request = request;
        this.port = port;
        this.ownPort = ownPort;
        this.transfer = new Transfer(request.found().content(), request.options(), new Output(), numbers);
    }

    /** Packets to the client. */
    private final class Output implements PacketOutput {
        @Override
        public ByteBuffer reserve(int bytes) throws IOException {
            return port.reserve(bytes);
        }

        @Override
        public void send(ByteBuffer packet) throws IOException {
            request.trail().sent(port.localAddress(), packet);
            port.send(packet, request.client());
        }
    }

    Answer.Accepted request() {
        return request;
    }

    UdpPort port() {
        return port;
    }

    Transfer transfer() {
        return transfer;
    }

    boolean isRunning() {
        return transfer.outcome() == Transfer.Outcome.RUNNING;
    }

    long millis() {
        return (System.nanoTime() - startedAt) / 1_000_000;
    }

    void received(TftpPacket packet, long now) throws IOException {
        heardAt = now;
        request.trail().received(port.localAddress(), packet);
        transfer.received(packet, now);
    }

    /** Whether a request of the same client is the one this answers, sent again or doubled by the network. */
    boolean isRepeatedBy(Answer.Accepted other, long now) {
        return isRunning()
                && request.file().equals(other.file())
                && (!transfer.isAnswered() || now - heardAt < REPETITION);
    }

    void close() throws IOException {
        try (var _ = request.found().content()) {
            if (ownPort) {
                port.close();
            }
        }
    }
}
