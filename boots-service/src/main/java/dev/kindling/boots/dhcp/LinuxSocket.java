package dev.kindling.boots.dhcp;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A socket as the Linux kernel knows it, for the two things Java's cannot do: listen on one interface only, and send a
 * frame to a MAC address. Constants and layouts are those of 64-bit Linux on x86 and ARM.
 */
final class LinuxSocket {

    private static final int AF_INET = 2;
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BROADCAST = 6;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ADDRESS_LENGTH = 16;
    private static final int LINK_ADDRESS_LENGTH = 20;
    private static final long RECEIVE_MICROS = 500_000;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final LinuxCalls calls = LinuxCalls.instance();
    private final int descriptor;

    private LinuxSocket(int domain, int protocol) throws IOException {
        descriptor = calls.socket(domain, SOCK_DGRAM, protocol);
    }

    /** UDP over IPv4. */
    static LinuxSocket udp() throws IOException {
        LinuxSocket socket = new LinuxSocket(AF_INET, 0);
        try (Arena arena = Arena.ofConfined()) {
            socket.timeout(arena);
        }
        socket.option(SO_RCVBUF, 1 << 20);
        return socket;
    }

    /**
     * IPv4 packets that arrive at one interface, as far as a filter lets them through.
     *
     * @param filter classic BPF, eight bytes an instruction (struct sock_filter)
     */
    static LinuxSocket packets(int interfaceIndex, long[] filter) throws IOException {
        // Nothing is received before the filter is in place: protocol 0 until the bind.
        LinuxSocket socket = new LinuxSocket(AF_PACKET, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) filter.length);
            program.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(ValueLayout.JAVA_LONG, filter));
            socket.calls.setOption(socket.descriptor, SOL_SOCKET, SO_ATTACH_FILTER, program);
            socket.timeout(arena);
            socket.calls.bind(socket.descriptor, linkAddress(arena, interfaceIndex));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** IPv4 packets whose frame the kernel writes. Protocol 0: it receives nothing. */
    static LinuxSocket packet() throws IOException {
        return new LinuxSocket(AF_PACKET, 0);
    }

    void bindToDevice(String interfaceName) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(interfaceName, StandardCharsets.US_ASCII);
            calls.setOption(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name);
        }
    }

    void allowBroadcast() throws IOException {
        option(SO_BROADCAST, 1);
    }

    void bind(Inet4Address address, int port) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            calls.bind(descriptor, inetAddress(arena, address, port));
        }
    }

    int localPort() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_LENGTH, 8);
            calls.localAddress(descriptor, address);
            return Short.toUnsignedInt(address.get(NETWORK_SHORT, 2));
        }
    }

    /** Waits half a second at most. */
    Optional<DhcpSocket.Received> receive(int largest) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(largest);
            MemorySegment from = arena.allocate(ADDRESS_LENGTH, 8);
            long length = calls.receive(descriptor, buffer, from);
            if (length < 0) {
                return Optional.empty();
            }
            byte[] data = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            byte[] address = from.asSlice(4, 4).toArray(ValueLayout.JAVA_BYTE);
            int port = Short.toUnsignedInt(from.get(NETWORK_SHORT, 2));
            return Optional.of(
                    new DhcpSocket.Received(data, new InetSocketAddress(InetAddress.getByAddress(address), port)));
        }
    }

    void send(byte[] message, Inet4Address address, int port) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            send(arena, message, inetAddress(arena, address, port));
        }
    }

    /**
     * A packet that arrived.
     *
     * @param packet from its IPv4 header on
     * @param sender who put it on this link
     */
    record Arrived(byte[] packet, MacAddress sender) {}

    /** Of {@link #packets}; waits half a second at most. */
    Optional<Arrived> receivePacket(int largest) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(largest);
            MemorySegment from = arena.allocate(LINK_ADDRESS_LENGTH, 8);
            long length = calls.receive(descriptor, buffer, from);
            if (length < 0) {
                return Optional.empty();
            }
            byte[] packet = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            byte[] mac = from.asSlice(12, 6).toArray(ValueLayout.JAVA_BYTE);
            return Optional.of(new Arrived(packet, MacAddress.of(mac)));
        }
    }

    /** @param packet from its IPv4 header on */
    void sendFrame(byte[] packet, int interfaceIndex, MacAddress mac) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = linkAddress(arena, interfaceIndex);
            target.set(ValueLayout.JAVA_BYTE, 11, (byte) 6);
            MemorySegment.copy(mac.bytes(), 0, target, ValueLayout.JAVA_BYTE, 12, 6);
            send(arena, packet, target);
        }
    }

    void close() throws IOException {
        calls.close(descriptor);
    }

    private void send(Arena arena, byte[] message, MemorySegment target) throws IOException {
        MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
        long sent = calls.send(descriptor, buffer, target);
        if (sent != message.length) {
            throw new SocketException("sent " + sent + " of " + message.length + " bytes");
        }
    }

    private void option(int name, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            calls.setOption(descriptor, SOL_SOCKET, name, arena.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    private void timeout(Arena arena) throws IOException {
        MemorySegment timeout = arena.allocate(16, 8);
        timeout.set(ValueLayout.JAVA_LONG, 8, RECEIVE_MICROS);
        calls.setOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout);
    }

    private static MemorySegment linkAddress(Arena arena, int interfaceIndex) {
        MemorySegment segment = arena.allocate(LINK_ADDRESS_LENGTH, 8);
        segment.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        segment.set(NETWORK_SHORT, 2, (short) ETHERTYPE_IPV4);
        segment.set(ValueLayout.JAVA_INT, 4, interfaceIndex);
        return segment;
    }

    private static MemorySegment inetAddress(Arena arena, Inet4Address address, int port) {
        MemorySegment segment = arena.allocate(ADDRESS_LENGTH, 8);
        segment.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        segment.set(NETWORK_SHORT, 2, (short) port);
        MemorySegment.copy(address.getAddress(), 0, segment, ValueLayout.JAVA_BYTE, 4, 4);
        return segment;
    }
}
