package dev.kindling.provisioner.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** This process and all that it started, while they run. */
public final class ProcessTree {

    private ProcessTree() {}

    /** Proportional set size of all of them together, in bytes: shared pages count once. */
    public static long proportionalSetSize() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                .mapToLong(process -> proportionalSetSize(process.pid()))
                .sum();
    }

    private static long proportionalSetSize(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // It has ended, or belongs to another user: an ordinary user's tree has none of those.
            return 0;
        }
    }
}
