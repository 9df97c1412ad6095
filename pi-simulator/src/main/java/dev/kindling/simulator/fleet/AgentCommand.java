package dev.kindling.simulator.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the real agent is started.
 *
 * @param java the Java executable, 17 or newer
 * @param options JVM options
 * @param jar the agent's jar, as a Pi runs it
 * @param arguments further words for the agent, before the {@code --root} switches
 */
public record AgentCommand(Path java, List<String> options, Path jar, List<String> arguments) {

    private static final int HEAP_MIB = 80;

    /** A zstd window of up to 8 MiB and the buffers around it. */
    private static final int HEAP_PER_BOARD_MIB = 12;

    public AgentCommand {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /** With the options that measured best for a small JVM; its heap depends on how many boards it serves. */
    public static AgentCommand of(Path java, Path jar) {
        return new AgentCommand(java, List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), jar, List.of());
    }

    /** The whole command for the given root directories. */
    List<String> words(List<Path> roots) {
        List<String> words = new ArrayList<>();
        words.add(java.toString());
        words.add("-Xmx" + (HEAP_MIB + HEAP_PER_BOARD_MIB * roots.size()) + "m");
        // Behind ours, so that an -Xmx of the caller's wins.
        words.addAll(options);
        words.add("-jar");
        words.add(jar.toString());
        words.addAll(arguments);
        for (Path root : roots) {
            words.add("--root");
            words.add(root.toString());
        }
        return words;
    }
}
