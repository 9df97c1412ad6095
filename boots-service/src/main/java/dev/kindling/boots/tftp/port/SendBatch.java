package dev.kindling.boots.tftp.port;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Packets of one socket on their way out, written side by side. What follows to the same peer in the same size joins
 * the message before it.
 */
final class SendBatch {

    private static final int MESSAGES = 64;
    private static final int MEMORY_BYTES = 512 * 1024;

    /** The kernel's UDP_MAX_SEGMENTS of all versions, and the largest IPv4 packet with some air. */
    private static final int SEGMENTS = 64;

    private static final int SEGMENTED_BYTES = 65_000;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int CONTROL_HEADER = 16;
    private static final int CONTROL_LENGTH = CONTROL_HEADER + Short.BYTES;

    private final LinuxUdp calls;
    private final MessageHeaders headers;
    private final MessageHeaders single;
    private final MemorySegment memory;
    private final ByteBuffer bytes;
    private final Message[] messages = new Message[MESSAGES];
    private ByteBuffer reserved;
    private int descriptor = -1;
    private int position;
    private int count;
    private boolean segmentation = true;

    /** Packets to one peer, all of the first one's size but the last, which may be shorter. */
    private static final class Message {
        private Peer peer;
        private int start;
        private int length;
        private int segment;

        int segments() {
            return (length + segment - 1) / segment;
        }

        boolean takes(Peer other, int size) {
            return size <= segment
                    && size > 0
                    && length % segment == 0
                    && length + size <= SEGMENTED_BYTES
                    && segments() < SEGMENTS
                    && peer.equals(other);
        }
    }

    SendBatch(Arena arena, LinuxUdp calls) {
        this.calls = calls;
        this.headers = new MessageHeaders(arena, MESSAGES);
        this.single = new MessageHeaders(arena, 1);
        this.memory = arena.allocate(MEMORY_BYTES, 64);
        this.bytes = memory.asByteBuffer();
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = new Message();
            MemorySegment control = headers.control(i);
            control.set(JAVA_LONG, 0, CONTROL_LENGTH);
            control.set(JAVA_INT, 8, SOL_UDP);
            control.set(JAVA_INT, 12, UDP_SEGMENT);
        }
    }

    ByteBuffer reserve(int size) {
        if (position + size > MEMORY_BYTES) {
            flush();
        }
        reserved = bytes.slice(position, size);
        return reserved;
    }

    void add(int socket, ByteBuffer packet, Peer peer) {
        if (socket != descriptor) {
            flushWritten();
            descriptor = socket;
        }
        int size = packet.remaining();
        if (packet != reserved || packet.position() != 0) {
            reserve(size).put(packet);
        }
        reserved = null;
        if (segmentation && count > 0 && messages[count - 1].takes(peer, size)) {
            messages[count - 1].length += size;
        } else {
            begin(peer, size);
        }
        position += size;
    }

    private void begin(Peer peer, int size) {
        if (count == MESSAGES) {
            flushWritten();
        }
        Message message = messages[count++];
        message.peer = peer;
        message.start = position;
        message.length = size;
        message.segment = Math.max(1, size);
    }

    /** Sends what was added; the packet that is being added stays where it was written. */
    private void flushWritten() {
        int keep = position;
        flush();
        position = keep;
    }

    void flush() {
        int packets = count;
        count = 0;
        position = 0;
        if (packets == 0) {
            return;
        }
        for (int i = 0; i < packets; i++) {
            Message message = messages[i];
            SocketName.put(headers.name(i), message.peer);
            headers.buffer(i, memory.address() + message.start, message.length);
            boolean segmented = message.length > message.segment;
            headers.controlLength(i, segmented ? MessageHeaders.CONTROL_BYTES : 0);
            if (segmented) {
                headers.control(i).set(JAVA_SHORT, CONTROL_HEADER, (short) message.segment);
            }
        }
        send(packets);
    }

    private void send(int packets) {
        int sent = 0;
        while (sent < packets) {
            int result = calls.send(descriptor, headers.from(sent), packets - sent);
            if (result > 0) {
                sent += result;
            } else if (result != -LinuxUdp.EINTR) {
                refused(messages[sent], -result);
                sent++;
            }
        }
    }

    /** A full queue loses a packet like a network does; any other refusal of a row is tried packet by packet. */
    private void refused(Message message, int errno) {
        if (message.length <= message.segment || errno == LinuxUdp.EAGAIN || errno == LinuxUdp.ENOBUFS) {
            return;
        }
        segmentation = false;
        SocketName.put(single.name(0), message.peer);
        single.controlLength(0, 0);
        for (int at = 0; at < message.length; at += message.segment) {
            single.buffer(0, memory.address() + message.start + at, Math.min(message.segment, message.length - at));
            calls.send(descriptor, single.from(0), 1);
        }
    }
}
