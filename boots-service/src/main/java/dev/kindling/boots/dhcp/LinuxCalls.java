package dev.kindling.boots.dhcp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.BindException;
import java.net.SocketException;

/** The socket calls of the C library, with errno turned into exceptions. */
final class LinuxCalls {

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EADDRINUSE = 98;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle socket = handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private final MethodHandle bind = handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle close = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private final MethodHandle getsockname =
            handle("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private final MethodHandle setsockopt =
            handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle recvfrom = handle(
            "recvfrom", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private final MethodHandle sendto = handle(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /** Linked at the first use: a service that listens by plain UDP needs no native access. */
    private static final class Holder {
        private static final LinuxCalls INSTANCE = new LinuxCalls();
    }

    private LinuxCalls() {}

    static LinuxCalls instance() {
        return Holder.INSTANCE;
    }

    int socket(int domain, int type, int protocol) throws IOException {
        return (int) checked("socket", state -> (int) socket.invokeExact(state, domain, type, protocol));
    }

    void bind(int descriptor, MemorySegment address) throws IOException {
        int length = (int) address.byteSize();
        checked("bind", state -> (int) bind.invokeExact(state, descriptor, address, length));
    }

    void localAddress(int descriptor, MemorySegment address) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            checked("getsockname", state -> (int) getsockname.invokeExact(state, descriptor, address, length));
        }
    }

    void setOption(int descriptor, int level, int name, MemorySegment value) throws IOException {
        int length = (int) value.byteSize();
        checked("setsockopt", state -> (int) setsockopt.invokeExact(state, descriptor, level, name, value, length));
    }

    /** @return the length, or -1 when nothing came in time */
    long receive(int descriptor, MemorySegment buffer, MemorySegment from) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) from.byteSize());
            return call("recvfrom", true, state ->
                    (long) recvfrom.invokeExact(state, descriptor, buffer, buffer.byteSize(), 0, from, length));
        }
    }

    long send(int descriptor, MemorySegment message, MemorySegment target) throws IOException {
        int length = (int) target.byteSize();
        return checked("sendto", state ->
                (long) sendto.invokeExact(state, descriptor, message, message.byteSize(), 0, target, length));
    }

    void close(int descriptor) throws IOException {
        checked("close", state -> (int) close.invokeExact(state, descriptor));
    }

    /** A call that writes errno into {@code state}. */
    private interface Call {
        long invoke(MemorySegment state) throws Throwable;
    }

    private static long checked(String name, Call call) throws IOException {
        return call(name, false, call);
    }

    private static long call(String name, boolean mayTimeOut, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = call.invoke(state);
            if (result >= 0) {
                return result;
            }
            int errno = (int) ERRNO.get(state, 0L);
            if (mayTimeOut && (errno == EAGAIN || errno == EINTR)) {
                return -1;
            }
            throw failure(name, errno);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static SocketException failure(String name, int errno) {
        String reason = switch (errno) {
            case 1 -> "Operation not permitted";
            case 13 -> "Permission denied";
            case 19 -> "No such device";
            case EADDRINUSE -> "Address already in use";
            case 99 -> "Cannot assign requested address";
            case 100 -> "Network is down";
            case 101 -> "Network is unreachable";
            default -> "error " + errno;
        };
        return "bind".equals(name) ? new BindException(reason) : new SocketException(name + ": " + reason);
    }

    /** Native access is what this class is for. */
    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}
