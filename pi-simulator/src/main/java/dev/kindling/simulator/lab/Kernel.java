package dev.kindling.simulator.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The few Linux calls that Java has no class for; layouts are those of 64-bit Linux. */
final class Kernel {

    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int ETH_P_IP = 0x0800;
    private static final short POLLIN = 1;
    private static final int LINK_ADDRESS = 20;
    private static final int MAC_LENGTH = 6;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETNS = call("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POLL = call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDTO =
            call("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle INDEX = call("if_nametoindex", JAVA_INT, ADDRESS);

    private Kernel() {}

    /** Moves the calling platform thread into a network namespace, for good. */
    static void enterNamespace(String path) throws IOException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no namespace of its own");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int file = (int) checked(
                    "open " + path, state, (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDONLY_CLOEXEC));
            try {
                checked("setns " + path, state, (int) SETNS.invokeExact(state, file, CLONE_NEWNET));
            } finally {
                close(file);
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** A packet socket on an interface of the calling thread's namespace: IPv4 packets of any destination, both ways. */
    static PacketSocket openPacketSocket(String device) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int index = (int) INDEX.invokeExact(state, arena.allocateFrom(device));
            if (index == 0) {
                throw new IOException("there is no interface " + device + " in this namespace");
            }
            int protocol = Short.toUnsignedInt(Short.reverseBytes((short) ETH_P_IP));
            int socket = (int) checked("socket(AF_PACKET)", state, (int)
                    SOCKET.invokeExact(state, AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, protocol));
            MemorySegment address = linkAddress(arena, index, new byte[MAC_LENGTH]);
            try {
                checked("bind " + device, state, (int) BIND.invokeExact(state, socket, address, LINK_ADDRESS));
            } catch (IOException e) {
                close(socket);
                throw e;
            }
            return new PacketSocket(socket, index);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void send(int socket, int device, byte[] packet, byte[] mac) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, packet);
            MemorySegment address = linkAddress(arena, device, mac);
            long sent = (long) SENDTO.invokeExact(state, socket, bytes, (long) packet.length, 0, address, LINK_ADDRESS);
            checked("sendto", state, sent);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** The next packet, or an empty array when the time is over. */
    static byte[] receive(int socket, int timeoutMillis) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(JAVA_INT, 0, socket);
            poll.set(JAVA_SHORT, 4, POLLIN);
            if ((int) POLL.invokeExact(state, poll, 1L, timeoutMillis) <= 0) {
                return new byte[0];
            }
            MemorySegment buffer = arena.allocate(2048);
            long length = (long) RECV.invokeExact(state, socket, buffer, buffer.byteSize(), 0);
            checked("recv", state, length);
            return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    static void close(int file) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(CALL_STATE), file);
            assert ignored == 0;
        } catch (Throwable e) {
            throw new AssertionError("close(2) throws nothing", e);
        }
    }

    /** struct sockaddr_ll: family, protocol, ifindex, hatype, pkttype, halen, addr[8]. */
    private static MemorySegment linkAddress(Arena arena, int device, byte[] mac) {
        MemorySegment address = arena.allocate(LINK_ADDRESS, 4);
        address.set(JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_IP);
        address.set(JAVA_INT, 4, device);
        address.set(JAVA_BYTE, 11, (byte) mac.length);
        MemorySegment.copy(mac, 0, address, JAVA_BYTE, 12, mac.length);
        return address;
    }

    private static long checked(String what, MemorySegment state, long result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": errno " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static IOException rethrown(Throwable e) {
        return switch (e) {
            case IOException expected -> expected;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError("a native call threw", e);
        };
    }

    // The lint asks that native access be granted by name: the command's --enable-native-access does.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }
}
