package dev.kindling.boots.nfs.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The calls of the C library that say all of a file. Java's own take names through the character set of the locale, know
 * neither blocks on disk nor a device's numbers, and cannot list a directory with inodes.
 */
final class LinuxFiles {

    static final int HERE = -100;

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int O_DIRECTORY = ARM ? 0x4000 : 0x1_0000;
    private static final int O_NOFOLLOW = ARM ? 0x8000 : 0x2_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int O_PATH = 0x20_0000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int LISTING_BYTES = 64 * 1024;
    private static final int PATH_BYTES = 4096;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle statx =
            handle("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private final MethodHandle openat = handle("openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private final MethodHandle getdents64 =
            handle("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private final MethodHandle readlinkat =
            handle("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private final MethodHandle close = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** Linked at the first use: a site that serves no NFS needs no native access. */
    private static final class Holder {
        private static final LinuxFiles INSTANCE = new LinuxFiles();
    }

    private LinuxFiles() {}

    static LinuxFiles instance() {
        return Holder.INSTANCE;
    }

    /** One entry of a directory. */
    record Entry(byte[] name, long inode) {}

    /**
     * Of the file itself, also where it is a link.
     *
     * @param directory an open directory, or {@link #HERE}
     */
    FileAttributes attributes(int directory, byte[] path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = text(arena, path);
            MemorySegment buffer = arena.allocate(Statx.BYTES, Long.BYTES);
            int flags = AT_SYMLINK_NOFOLLOW | (path.length == 0 ? AT_EMPTY_PATH : 0);
            checked(arena, "statx", state ->
                    (int) statx.invokeExact(state, directory, name, flags, Statx.WANTED, buffer));
            return Statx.attributes(buffer);
        }
    }

    /** Opens without reading, so that neither a device nor a FIFO notices; {@link #close} it. */
    int open(byte[] path) throws IOException {
        return open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    }

    int openDirectory(byte[] path) throws IOException {
        return open(path, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }

    private int open(byte[] path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = text(arena, path);
            return (int) checked(arena, "openat", state -> (int) openat.invokeExact(state, HERE, name, flags));
        }
    }

    /** The very file that was opened, to be read, whatever has become of its name. */
    FileChannel reading(int descriptor) throws IOException {
        return FileChannel.open(Path.of("/proc/self/fd/" + descriptor), StandardOpenOption.READ);
    }

    /** All entries but "." and "..", as the file system has them. */
    List<Entry> entries(int directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LISTING_BYTES, Long.BYTES);
            long count = 1;
            while (count > 0) {
                count = checked(arena, "getdents64", state ->
                        (long) getdents64.invokeExact(state, directory, buffer, (long) LISTING_BYTES));
                Dirents.addTo(entries, buffer, count);
            }
        }
        return entries;
    }

    byte[] link(byte[] path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = text(arena, path);
            MemorySegment target = arena.allocate(PATH_BYTES);
            long length = checked(arena, "readlinkat", state ->
                    (long) readlinkat.invokeExact(state, HERE, name, target, (long) PATH_BYTES));
            return target.asSlice(0, length).toArray(JAVA_BYTE);
        }
    }

    void close(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            checked(arena, "close", state -> (int) close.invokeExact(state, descriptor));
        }
    }

    private static MemorySegment text(Arena arena, byte[] bytes) {
        return arena.allocateFrom(JAVA_BYTE, Arrays.copyOf(bytes, bytes.length + 1));
    }

    @FunctionalInterface
    private interface Call {
        long result(MemorySegment state) throws Throwable;
    }

    private static long checked(Arena arena, String name, Call call) throws IOException {
        MemorySegment state = arena.allocate(STATE);
        long result;
        try {
            result = call.result(state);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " cannot be called", e);
        }
        if (result < 0) {
            throw new ErrnoException(name, (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    /** Native access is what this class is for. */
    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}
