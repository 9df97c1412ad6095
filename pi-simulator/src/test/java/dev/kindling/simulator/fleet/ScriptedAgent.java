package dev.kindling.simulator.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Stands in for the agent: copies the first sector of a file to each board's card and pulls the reset trigger. */
public final class ScriptedAgent {

    private ScriptedAgent() {}

    /** {@code --sector FILE [--crash] --root DIR...}; with --crash the first run of a root ends without doing anything. */
    public static void main(String[] words) throws IOException {
        List<Path> roots = new ArrayList<>();
        byte[] sector = {};
        boolean crash = false;
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--sector" -> sector = Files.readAllBytes(Path.of(words[++i]));
                case "--root" -> roots.add(Path.of(words[++i]));
                case "--crash" -> crash = true;
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        for (Path root : roots) {
            Path mark = root.resolve("run/kindling/crashed");
            if (crash && Files.notExists(mark)) {
                Files.createFile(mark);
                System.err.println("out of luck");
                System.exit(7);
            }
            if (!Files.readString(root.resolve("proc/cmdline")).contains("kindling.nonce=")) {
                throw new IOException("no nonce");
            }
            Files.write(root.resolve("dev/mmcblk0"), sector, StandardOpenOption.WRITE);
            Files.writeString(root.resolve("proc/sysrq-trigger"), "b");
        }
    }
}
