package dev.kindling.boots.tftp.port;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of the C library that move many datagrams at once. One object for each thread; its calls answer with a
 * count, or with the negative errno. Constants are those of 64-bit Linux on x86 and ARM.
 */
final class LinuxUdp {

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOBUFS = 105;

    private static final Logger log = LoggerFactory.getLogger(LinuxUdp.class);
    private static final int EACCES = 13;
    private static final int EPERM = 1;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MemorySegment state;

    LinuxUdp(Arena arena) {
        state = arena.allocate(STATE);
    }

    /** Linked at the first use; missing where there is no such library or native access is denied. */
    private record Calls(
            MethodHandle socket,
            MethodHandle bind,
            MethodHandle getsockname,
            MethodHandle setsockopt,
            MethodHandle recvmmsg,
            MethodHandle sendmmsg,
            MethodHandle epollCreate,
            MethodHandle epollControl,
            MethodHandle epollWait,
            MethodHandle eventfd,
            MethodHandle read,
            MethodHandle write,
            MethodHandle close) {}

    private static final class Holder {
        private static final Calls CALLS = link();

        private static Calls link() {
            if (!System.getProperty("os.name").equals("Linux") || ADDRESS.byteSize() != Long.BYTES) {
                return null;
            }
            try {
                return new Calls(
                        handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)),
                        handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)),
                        handle("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)),
                        handle(
                                "setsockopt",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)),
                        handle(
                                "recvmmsg",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS)),
                        handle("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT)),
                        handle("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
                        handle("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS)),
                        handle("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT)),
                        handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)),
                        handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG)),
                        handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG)),
                        handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
            } catch (RuntimeException e) {
                // A library without these calls, or a JVM that denies native access: slower, not broken.
                log.atInfo().addKeyValue("reason", e.toString()).log("udp.no-batch-calls");
                return null;
            }
        }

        /** Native access is what this class is for. */
        @SuppressWarnings("restricted")
        private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
        }
    }

    static boolean isAvailable() {
        return Holder.CALLS != null;
    }

    int socket() throws IOException {
        return checked("socket", call(() -> (int) Holder.CALLS.socket.invokeExact(state, 2, 2 | CLOSE_ON_EXEC, 0)));
    }

    void bind(int descriptor, MemorySegment address) throws IOException {
        int length = (int) address.byteSize();
        checked("bind", call(() -> (int) Holder.CALLS.bind.invokeExact(state, descriptor, address, length)));
    }

    void localAddress(int descriptor, MemorySegment address, MemorySegment length) throws IOException {
        checked("getsockname", call(() ->
                (int) Holder.CALLS.getsockname.invokeExact(state, descriptor, address, length)));
    }

    int setOption(int descriptor, int level, int name, MemorySegment value) {
        int length = (int) value.byteSize();
        return call(() -> (int) Holder.CALLS.setsockopt.invokeExact(state, descriptor, level, name, value, length));
    }

    /** Never waits. */
    int receive(int descriptor, MemorySegment messages, int count) {
        return call(() -> (int) Holder.CALLS.recvmmsg.invokeExact(
                state, descriptor, messages, count, MSG_DONTWAIT, MemorySegment.NULL));
    }

    /** Never waits. */
    int send(int descriptor, MemorySegment messages, int count) {
        return call(() -> (int) Holder.CALLS.sendmmsg.invokeExact(state, descriptor, messages, count, MSG_DONTWAIT));
    }

    int epoll() throws IOException {
        return checked("epoll_create1", call(() -> (int) Holder.CALLS.epollCreate.invokeExact(state, CLOSE_ON_EXEC)));
    }

    /** Watches the descriptor for packets. A descriptor that is closed leaves by itself. */
    void watch(int epoll, int descriptor, MemorySegment event) throws IOException {
        checked("epoll_ctl", call(() ->
                (int) Holder.CALLS.epollControl.invokeExact(state, epoll, 1, descriptor, event)));
    }

    int await(int epoll, MemorySegment events, int count, int millis) {
        return call(() -> (int) Holder.CALLS.epollWait.invokeExact(state, epoll, events, count, millis));
    }

    int eventDescriptor() throws IOException {
        return checked("eventfd", call(() -> (int) Holder.CALLS.eventfd.invokeExact(state, 0, CLOSE_ON_EXEC | 0x800)));
    }

    int read(int descriptor, MemorySegment target) {
        long size = target.byteSize();
        return call(() -> (int) (long) Holder.CALLS.read.invokeExact(state, descriptor, target, size));
    }

    int write(int descriptor, MemorySegment source) {
        long size = source.byteSize();
        return call(() -> (int) (long) Holder.CALLS.write.invokeExact(state, descriptor, source, size));
    }

    void close(int descriptor) {
        call(() -> (int) Holder.CALLS.close.invokeExact(state, descriptor));
    }

    private interface Call {
        int invoke() throws Throwable;
    }

    private int call(Call call) {
        try {
            int result = call.invoke();
            return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native call threw", e);
        }
    }

    private static int checked(String name, int result) throws IOException {
        if (result >= 0) {
            return result;
        }
        String reason = switch (-result) {
            case EPERM -> "Operation not permitted";
            case EACCES -> "Permission denied";
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            default -> "error " + -result;
        };
        throw name.equals("bind") ? new BindException(reason) : new SocketException(name + ": " + reason);
    }
}
