package dev.kindling.boots;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names the program that holds a port, from Linux's {@code /proc}. Empty elsewhere, and for another user's program
 * unless this one runs as root.
 */
public final class PortOwner {

    /** Column of the inode in {@code /proc/net/udp} and {@code /proc/net/tcp}. */
    private static final int INODE = 9;

    private static final String LISTEN = "0A";

    private PortOwner() {}

    /** For example {@code dnsmasq (pid 812)}: who has this port, over UDP or listening over TCP. */
    public static Optional<String> of(int port) {
        try {
            Set<String> sockets = new HashSet<>();
            collect(sockets, "udp", port);
            collect(sockets, "udp6", port);
            collect(sockets, "tcp", port);
            collect(sockets, "tcp6", port);
            return sockets.isEmpty() ? Optional.empty() : process(sockets);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The tables of this thread's network namespace. */
    private static void collect(Set<String> sockets, String table, int port) throws IOException {
        Path file = Path.of("/proc/thread-self/net", table);
        if (!Files.exists(file)) {
            return;
        }
        String ending = ":" + String.format("%04X", port);
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.strip().split("\\s+");
            boolean open = table.startsWith("udp") || columns.length > 3 && columns[3].equals(LISTEN);
            if (columns.length > INODE && columns[1].endsWith(ending) && open) {
                sockets.add("socket:[" + columns[INODE].toLowerCase(Locale.ROOT) + "]");
            }
        }
    }

    private static Optional<String> process(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (pid " + process.getFileName() + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(target(file))) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            // It ended meanwhile, or is somebody else's.
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }
}
