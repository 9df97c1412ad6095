package dev.kindling.boots.tftp.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A socket of {@link LinuxPorts}, which owns the memory of the batches. */
final class LinuxPort implements UdpPort {

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUF = 7;

    private final LinuxPorts thread;
    private final UdpPorts.Receiver receiver;
    private final InetSocketAddress local;
    private final int descriptor;
    private boolean open = true;

    LinuxPort(LinuxPorts thread, InetSocketAddress address, UdpPorts.Receiver receiver) throws IOException {
        this.thread = thread;
        this.receiver = receiver;
        LinuxUdp calls = thread.calls();
        descriptor = calls.socket();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_INT, ChannelPorts.SOCKET_BUFFER_BYTES);
            calls.setOption(descriptor, SOL_SOCKET, SO_RCVBUF, bytes);
            calls.setOption(descriptor, SOL_SOCKET, SO_SNDBUF, bytes);
            MemorySegment name = arena.allocate(SocketName.BYTES, 8);
            SocketName.put(name, Peer.of(address));
            calls.bind(descriptor, name);
            calls.localAddress(descriptor, name, arena.allocateFrom(JAVA_INT, SocketName.BYTES));
            local = SocketName.get(name).socketAddress();
        } catch (IOException e) {
            calls.close(descriptor);
            throw e;
        }
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public ByteBuffer reserve(int bytes) {
        return thread.outgoing().reserve(bytes);
    }

    @Override
    public void send(ByteBuffer packet, Peer to) {
        thread.outgoing().add(descriptor, packet, to);
    }

    @Override
    public void receive() throws IOException {
        take();
    }

    /** The number of packets that were here. */
    int take() throws IOException {
        if (!open) {
            // The kernel may have given its number to another port, whose packets these are.
            return 0;
        }
        ReceiveBatch batch = thread.incoming();
        int count = batch.fill(descriptor);
        for (int i = 0; i < count && open; i++) {
            receiver.received(batch.peer(i), batch.bytes(i));
        }
        return count;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            thread.outgoing().flush();
            thread.closed(this);
            thread.calls().close(descriptor);
        }
    }
}
