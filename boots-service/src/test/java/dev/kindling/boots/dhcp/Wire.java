package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Ethernet as it is, on one host's eth0: whole frames out and in. Packets are written and read here, not by the code under test. */
final class Wire implements AutoCloseable {

    static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETHERTYPE_IPV4 = 0x0800;

    private final LinuxCalls calls = LinuxCalls.instance();
    private final int socket;
    private final int index;
    private final List<Frame> waiting = new ArrayList<>();

    private Wire() throws IOException {
        index = NetworkInterface.getByName("eth0").getIndex();
        socket = calls.socket(AF_PACKET, SOCK_RAW, Short.toUnsignedInt(Short.reverseBytes((short) ETHERTYPE_IPV4)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeout = arena.allocate(16, 8);
            timeout.set(ValueLayout.JAVA_LONG, 8, 200_000);
            calls.setOption(socket, 1, 20, timeout);
            calls.bind(socket, address(arena));
        }
    }

    static Wire of(Segment.Host host) throws Exception {
        return host.in(Wire::new);
    }

    /** A UDP datagram on the wire. */
    record Frame(String to, String from, String source, int sourcePort, String target, int targetPort, byte[] payload) {

        private static Optional<Frame> of(byte[] frame) {
            ByteBuffer in = ByteBuffer.wrap(frame);
            int ip = 14;
            int udp = ip + (frame[ip] & 0xf) * 4;
            if (frame.length < udp + 8 || frame[ip + 9] != 17) {
                return Optional.empty();
            }
            byte[] payload = new byte[in.getShort(udp + 4) - 8];
            in.get(udp + 8, payload);
            return Optional.of(new Frame(
                    mac(frame, 0),
                    mac(frame, 6),
                    quad(frame, ip + 12),
                    Short.toUnsignedInt(in.getShort(udp)),
                    quad(frame, ip + 16),
                    Short.toUnsignedInt(in.getShort(udp + 2)),
                    payload));
        }

        Answer answer() {
            return new Answer(this);
        }
    }

    /** As a client without an address, to everyone. */
    void broadcast(String mac, byte[] message) throws IOException {
        send(mac, EVERYBODY, "0.0.0.0", 68, "255.255.255.255", 67, message);
    }

    void send(String from, String to, String source, int sourcePort, String target, int targetPort, byte[] message)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] frame = frame(from, to, source, sourcePort, target, targetPort, message);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            assertThat(calls.send(socket, bytes, address(arena))).isEqualTo(frame.length);
        }
    }

    /** A frame that is ready; dropped where the link takes no more. */
    void send(MemorySegment frame) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            calls.send(socket, frame, address(arena));
        }
    }

    /** An IPv4 frame with a UDP datagram. */
    static byte[] frame(
            String from, String to, String source, int sourcePort, String target, int targetPort, byte[] message) {
        int length = 28 + message.length;
        ByteBuffer frame = ByteBuffer.allocate(14 + length);
        frame.put(hex(to)).put(hex(from)).putShort((short) ETHERTYPE_IPV4);
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) length)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17);
        frame.putShort((short) 0).put(Ask.quad(source)).put(Ask.quad(target));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        frame.putShort(24, (short) ~((sum & 0xffff) + (sum >> 16)));
        // UDP without a checksum: RFC 768 allows it, and so this test cannot share a mistake with the server's.
        frame.putShort((short) sourcePort).putShort((short) targetPort);
        frame.putShort((short) (8 + message.length)).putShort((short) 0).put(message);
        return frame.array();
    }

    /** The answer to a message, by its xid and address. */
    Answer answerTo(Ask ask) throws IOException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Answer> found = waiting.stream()
                    .map(Frame::answer)
                    .filter(answer -> answer.isTo(ask))
                    .findFirst();
            if (found.isPresent()) {
                waiting.remove(found.get().frame());
                return found.get();
            }
            receive();
        }
        throw new AssertionError("no answer to xid " + Long.toHexString(ask.xid()) + " within " + DEADLINE);
    }

    /** All that came for a message until now; call it after the answer to a later one. */
    List<Answer> heardFor(Ask ask) {
        return waiting.stream()
                .map(Frame::answer)
                .filter(answer -> answer.isTo(ask))
                .toList();
    }

    /** Whether an answer came, after one more look. */
    boolean hears(Ask ask) throws IOException {
        receive();
        return !heardFor(ask).isEmpty();
    }

    private void receive() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(65_536);
            MemorySegment from = arena.allocate(20, 8);
            long length = calls.receive(socket, buffer, from);
            if (length > 0) {
                Frame.of(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE))
                        .filter(frame -> frame.payload().length >= 240 && frame.payload()[0] == 2)
                        .ifPresent(waiting::add);
            }
        }
    }

    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(20, 8);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(NETWORK_SHORT, 2, (short) ETHERTYPE_IPV4);
        address.set(ValueLayout.JAVA_INT, 4, index);
        return address;
    }

    private static byte[] hex(String mac) {
        return HexFormat.ofDelimiter(":").parseHex(mac);
    }

    private static String mac(byte[] frame, int at) {
        return HexFormat.ofDelimiter(":").formatHex(frame, at, at + 6);
    }

    static String quad(byte[] bytes, int at) {
        return (bytes[at] & 0xff) + "." + (bytes[at + 1] & 0xff) + "." + (bytes[at + 2] & 0xff) + "."
                + (bytes[at + 3] & 0xff);
    }

    @Override
    public void close() throws IOException {
        calls.close(socket);
    }
}
