package dev.kindling.boots.tftp.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * By the kernel's batch calls: one call takes up to 64 packets that are here, one sends as many, and a row of equal
 * packets to one peer is one send which the network card, or the peer's socket, cuts up (UDP GSO).
 *
 * <p>Asks the only port that had packets the last time before it asks which one has. It does not look again and again
 * before it sleeps: that was measured to cost twice the processor time of a block and to gain nothing on two busy cores.
 */
final class LinuxPorts implements UdpPorts {

    private static final int EVENTS = 128;
    private static final int EVENT_BYTES = eventBytes();
    private static final int READABLE = 1;

    /** A port that always has packets does not keep the others waiting longer. */
    private static final int TURNS_OF_ONE_PORT = 16;

    private final Arena arena = Arena.ofShared();
    private final LinuxUdp calls = new LinuxUdp(arena);
    private final LinuxUdp wakeCalls = new LinuxUdp(arena);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private final MemorySegment drained = arena.allocate(JAVA_LONG);
    private final MemorySegment events = arena.allocate((long) EVENTS * EVENT_BYTES, 8);
    private final Map<Integer, LinuxPort> ports = new HashMap<>();
    private final ReceiveBatch incoming;
    private final SendBatch outgoing = new SendBatch(arena, calls);
    private final int epoll;
    private final int wake;
    private LinuxPort busy;
    private int busyTurns;
    private boolean open = true;

    LinuxPorts(int receiveBytes) throws IOException {
        incoming = new ReceiveBatch(arena, calls, receiveBytes);
        epoll = calls.epoll();
        wake = calls.eventDescriptor();
        watch(wake);
    }

    @Override
    public UdpPort open(InetSocketAddress local, Receiver receiver) throws IOException {
        LinuxPort port = new LinuxPort(this, local, receiver);
        ports.put(port.descriptor(), port);
        watch(port.descriptor());
        return port;
    }

    @Override
    public void await(long millis) throws IOException {
        outgoing.flush();
        if (busy != null && busyTurns++ < TURNS_OF_ONE_PORT && busy.take() > 0) {
            outgoing.flush();
            return;
        }
        busyTurns = 0;
        busy = null;
        int ready = calls.await(epoll, events, EVENTS, (int) millis);
        for (int i = 0; i < ready; i++) {
            int descriptor = (int) events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + dataOffset());
            LinuxPort port = ports.get(descriptor);
            if (port != null) {
                port.receive();
                busy = ready == 1 ? port : null;
            } else if (descriptor == wake) {
                calls.read(wake, drained);
            }
        }
        outgoing.flush();
    }

    @Override
    public void wakeup() {
        synchronized (wakeCalls) {
            if (open) {
                wakeCalls.write(wake, one);
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (wakeCalls) {
            if (!open) {
                return;
            }
            open = false;
        }
        outgoing.flush();
        for (LinuxPort port : Map.copyOf(ports).values()) {
            port.close();
        }
        calls.close(wake);
        calls.close(epoll);
        arena.close();
    }

    Arena arena() {
        return arena;
    }

    LinuxUdp calls() {
        return calls;
    }

    ReceiveBatch incoming() {
        return incoming;
    }

    SendBatch outgoing() {
        return outgoing;
    }

    void closed(LinuxPort port) {
        ports.remove(port.descriptor());
        if (busy == port) {
            busy = null;
        }
    }

    private void watch(int descriptor) throws IOException {
        MemorySegment event = events.asSlice(0, EVENT_BYTES);
        event.set(JAVA_INT, 0, READABLE);
        event.set(JAVA_LONG_UNALIGNED, dataOffset(), descriptor);
        calls.watch(epoll, descriptor, event);
    }

    /** struct epoll_event is packed on x86 and nowhere else. */
    private static int eventBytes() {
        return System.getProperty("os.arch").equals("amd64") ? 12 : 16;
    }

    private static long dataOffset() {
        return EVENT_BYTES - Long.BYTES;
    }
}
