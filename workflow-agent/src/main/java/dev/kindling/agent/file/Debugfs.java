package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.root.PrivateFile;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** debugfs on one file system. Its exit code is always 0; what it says on standard error is what went wrong. */
record Debugfs(Region region, Path scratch, Cancellation cancellation) {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C", "DEBUGFS_PAGER", "cat", "PAGER", "cat");
    /** {@code /INODE/MODE/UID/GID/NAME/SIZE/}: {@code ls -p}. */
    private static final Pattern ENTRY = Pattern.compile("(?m)^/\\d+/(\\d+)/\\d+/\\d+/(.*)/\\d*/$");

    private static final Pattern FAST_LINK = Pattern.compile("(?m)^Fast link dest: \"(.*)\"$");
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;

    /** What a directory holds; links without their targets. */
    Map<String, FileTree.Kind> list(FilePath directory) throws ActionFailure, IOException, InterruptedException {
        Map<String, FileTree.Kind> held = new HashMap<>();
        Matcher entries = ENTRY.matcher(ask("ls -p " + quoted(directory)));
        while (entries.find()) {
            String name = entries.group(2);
            if (!name.equals(".") && !name.equals("..")) {
                held.put(name, kind(Integer.parseInt(entries.group(1), 8) & TYPE));
            }
        }
        return held;
    }

    private static FileTree.Kind kind(int type) {
        return switch (type) {
            case DIRECTORY -> new FileTree.Kind.Directory();
            case LINK -> new FileTree.Kind.Link("");
            default -> new FileTree.Kind.Other();
        };
    }

    String linkTarget(FilePath path) throws ActionFailure, IOException, InterruptedException {
        Matcher fast = FAST_LINK.matcher(ask("stat " + quoted(path)));
        return fast.find() ? fast.group(1) : ask("cat " + quoted(path));
    }

    private String ask(String command) throws ActionFailure, IOException, InterruptedException {
        Tool.Outcome outcome = run(List.of("-R", command, image()));
        String complaint = complaint(outcome);
        if (!complaint.isEmpty()) {
            throw new ActionFailure(
                    region.name() + " holds no sound ext file system: debugfs " + command + ": " + complaint);
        }
        return new String(outcome.output(), StandardCharsets.UTF_8);
    }

    void change(List<String> commands) throws ActionFailure, IOException, InterruptedException {
        if (commands.isEmpty()) {
            return;
        }
        Files.createDirectories(scratch);
        Path script = scratch.resolve("commands");
        new PrivateFile(script).write((String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            String complaint = complaint(run(List.of("-w", "-f", script.toString(), image())));
            if (!complaint.isEmpty()) {
                throw new ActionFailure("writing into the file system on " + region.name()
                        + " failed; is there room, and is it sound? debugfs says: " + complaint);
            }
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private Tool.Outcome run(List<String> arguments) throws ActionFailure, IOException, InterruptedException {
        return new Tool("debugfs", "e2fsprogs", ENVIRONMENT, cancellation).run(arguments, new byte[0]);
    }

    private String image() {
        return region.path() + "?offset=" + region.offset();
    }

    private static String complaint(Tool.Outcome outcome) {
        List<String> said = outcome.text()
                .lines()
                .filter(line -> !line.startsWith("debugfs 1.") && !line.isBlank())
                .limit(5)
                .toList();
        return String.join("; ", said);
    }

    static String quoted(FilePath path) {
        return quoted(path.toString());
    }

    /** A quote is doubled in its command language; a line feed cannot be said. */
    static String quoted(String text) {
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a name with a line feed cannot be written by debugfs");
        }
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
