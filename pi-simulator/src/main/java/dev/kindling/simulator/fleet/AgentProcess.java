package dev.kindling.simulator.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One JVM of the real agent, for one board or for several. */
final class AgentProcess {

    /** After the last of its boards was reset it has nothing to do any more; a real reset would not even wait. */
    private static final long GRACE_MILLIS = 6_000;

    private static final int LAST_LINES = 6;

    private final Process process;
    private final Path log;
    private final AtomicInteger members;

    private AgentProcess(Process process, Path log, int members) {
        this.process = process;
        this.log = log;
        this.members = new AtomicInteger(members);
    }

    static AgentProcess start(List<String> words, Path directory, Path log, int members) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process process = builder.start();
        process.getOutputStream().close();
        return new AgentProcess(process, log, members);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long id() {
        return process.pid();
    }

    /** The last lines of its log. */
    String lastWords() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
            String end = String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            return process.isAlive() ? end : "exit status " + process.exitValue() + ": " + end;
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    /** One of its boards does not need it any more; with the last one it goes. */
    void leave() {
        if (members.decrementAndGet() > 0) {
            return;
        }
        try {
            if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and what it started, at once. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
