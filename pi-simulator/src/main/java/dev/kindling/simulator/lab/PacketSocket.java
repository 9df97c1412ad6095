package dev.kindling.simulator.lab;

import dev.kindling.simulator.packet.UdpDatagram;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** UDP below the IP stack: to and from a host that has no address yet. */
final class PacketSocket implements Closeable {

    private static final long SLICE_MILLIS = 100;

    private final int socket;
    private final int device;
    private int identification = 0x506c;
    private boolean closed;

    PacketSocket(int socket, int device) {
        this.socket = socket;
        this.device = device;
    }

    void send(UdpDatagram datagram, byte[] mac) throws IOException {
        Kernel.send(socket, device, datagram.encode(identification++), mac);
    }

    /** The next datagram for a port, whatever address it was sent to; empty when the time is over. */
    Optional<UdpDatagram> receive(int port, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            Optional<UdpDatagram> datagram = UdpDatagram.decode(receive((int) Math.min(SLICE_MILLIS, left)))
                    .filter(received -> received.destinationPort() == port);
            if (datagram.isPresent()) {
                return datagram;
            }
        }
        return Optional.empty();
    }

    /** Closing waits for a slice that is under way, so that no other file can get this one's number meanwhile. */
    private synchronized byte[] receive(int timeoutMillis) throws IOException {
        if (closed) {
            throw new IOException("the port has no power");
        }
        return Kernel.receive(socket, timeoutMillis);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Kernel.close(socket);
        }
    }
}
