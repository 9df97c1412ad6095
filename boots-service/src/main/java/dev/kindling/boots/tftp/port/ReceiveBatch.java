package dev.kindling.boots.tftp.port;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Room for the packets of one {@code recvmmsg}. */
final class ReceiveBatch {

    private static final int PACKETS = 64;

    private final LinuxUdp calls;
    private final MessageHeaders headers;
    private final ByteBuffer[] buffers = new ByteBuffer[PACKETS];

    ReceiveBatch(Arena arena, LinuxUdp calls, int packetBytes) {
        this.calls = calls;
        this.headers = new MessageHeaders(arena, PACKETS);
        MemorySegment memory = arena.allocate((long) PACKETS * packetBytes, 64);
        for (int i = 0; i < PACKETS; i++) {
            MemorySegment packet = memory.asSlice((long) i * packetBytes, packetBytes);
            headers.buffer(i, packet.address(), packetBytes);
            headers.controlLength(i, 0);
            buffers[i] = packet.asByteBuffer();
        }
    }

    /** Takes what is here; the number of packets, 0 if there are none or the socket says no. */
    int fill(int descriptor) {
        return Math.max(0, calls.receive(descriptor, headers.from(0), PACKETS));
    }

    Peer peer(int index) {
        Peer peer = SocketName.get(headers.name(index));
        headers.resetName(index);
        return peer;
    }

    ByteBuffer bytes(int index) {
        return buffers[index].clear().limit(headers.received(index));
    }
}
