package dev.kindling.provisioner.acceptance;

import dev.kindling.provisioner.launch.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shipped agent in one JVM for several boards. */
final class AgentProcess implements AutoCloseable {

    private final List<ChaosBoard> boards;
    private final Path log;
    private Process process;

    AgentProcess(List<ChaosBoard> boards, Path log) {
        this.boards = List.copyOf(boards);
        this.log = log;
    }

    List<ChaosBoard> boards() {
        return boards;
    }

    void start() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Installation.agentJava().toString(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.addAll(List.of(
                "-jar",
                RunningKindling.jar().resolveSibling("workflow-agent.jar").toString()));
        for (ChaosBoard board : boards) {
            words.addAll(List.of("--root", board.root().toString()));
        }
        process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** {@code kill -9} of the agent alone: what its actions started goes on. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** All power is cut: nothing goes on. */
    void cutPower() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        kill();
        children.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle child : children) {
            child.onExit().join();
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        try {
            cutPower();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
