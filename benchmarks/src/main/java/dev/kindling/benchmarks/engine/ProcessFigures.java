package dev.kindling.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the kernel and the JVM say of the server, and of PostgreSQL with all its backends. */
record ProcessFigures(long server, long postgres) {

    private static final long MILLIS_PER_TICK = 10;

    /** Proportional set size of the server in MiB: shared pages count by share. */
    long serverPss() {
        return pss(server);
    }

    long postgresPss() {
        return family(postgres).mapToLong(ProcessFigures::pss).sum();
    }

    /** Heap in MiB that is reachable: measured after a full collection. */
    String serverHeap() {
        run("GC.run");
        return run("GC.heap_info")
                .lines()
                .filter(line -> line.contains("used"))
                .map(line -> line.replaceFirst(".*used (\\d+)K.*", "$1"))
                .map(kib -> Long.parseLong(kib) / 1024 + " MiB")
                .findFirst()
                .orElse("unknown");
    }

    long serverThreads() {
        return Long.parseLong(line(Path.of("/proc/" + server + "/status"), "Threads:")
                .orElse("0")
                .replaceAll("\\D", ""));
    }

    /** Processor time since the start. */
    Duration serverTime() {
        return time(server);
    }

    /** Of the postmaster and its backends, those that have ended too. */
    Duration postgresTime() {
        return family(postgres).map(ProcessFigures::time).reduce(Duration.ZERO, Duration::plus);
    }

    /** Load averages of the machine, so that a figure can be judged. */
    static String load() {
        return read(Path.of("/proc/loadavg"))
                .replaceFirst("^(\\S+ \\S+ \\S+).*", "$1")
                .strip();
    }

    private String run(String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(server), command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Long> family(long root) {
        List<Long> children = ProcessHandle.of(root).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .toList();
        return Stream.concat(Stream.of(root), children.stream());
    }

    private static long pss(long pid) {
        return line(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:")
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .orElse(0L);
    }

    /** utime, stime and those of children that were waited for: fields 14 to 17 of proc(5) stat. */
    private static Duration time(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return Duration.ofMillis(ticks * MILLIS_PER_TICK);
        } catch (IOException _) {
            return Duration.ZERO;
        }
    }

    private static Optional<String> line(Path file, String key) {
        return read(file).lines().filter(line -> line.startsWith(key)).findFirst();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
