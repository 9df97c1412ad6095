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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ext2, ext3 and ext4 in a file, by debugfs. Its exit code is always 0, so what it did is read back. The new file is written
 * beside the old one and takes its name by {@code ln}, which leaves the link count alone as {@code unlink} does.
 */
final class ExtImage implements FileSystem {

    private static final String FRESH = ".kindling.new";
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final Pattern STAT =
            Pattern.compile("Type: (\\w+).*?Mode:\\s+0?([0-7]+).*?User:\\s+(\\d+)\\s+Group:\\s+(\\d+)", Pattern.DOTALL);

    private final Region region;
    private final Path scratch;
    private final Cancellation cancellation;

    /** @param scratch a directory in memory: contents may hold secrets */
    ExtImage(Region region, Path scratch, Cancellation cancellation) {
        this.region = region;
        this.scratch = scratch;
        this.cancellation = cancellation;
    }

    @Override
    public void write(FileOrder order) throws ActionFailure, IOException, InterruptedException {
        Files.createDirectories(scratch);
        Path content = scratch.resolve("content");
        new PrivateFile(content).write(order.content());
        try {
            List<String> commands = new ArrayList<>();
            FileOrder real = order.in(new Links(directories(order, commands))
                    .directory(order.path().parent()));
            addCommands(real, content, commands);
            verify(real, change(commands));
        } finally {
            Files.deleteIfExists(content);
        }
    }

    private Links.Directories directories(FileOrder order, List<String> commands) {
        return new Links.Directories() {
            @Override
            public FileTree.Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException {
                String found = stat(path.toString());
                if (found.isEmpty()) {
                    return new FileTree.Kind.Nothing();
                }
                if (found.contains("Type: symlink")) {
                    return new FileTree.Kind.Link(new Debugfs(region, scratch, cancellation).linkTarget(path));
                }
                return found.contains("Type: directory") ? new FileTree.Kind.Directory() : new FileTree.Kind.Other();
            }

            @Override
            public void make(FilePath path) {
                commands.add("mkdir " + quoted(path.toString()));
                own(commands, path.toString(), DIRECTORY | order.directoryMode(), order);
            }
        };
    }

    private void addCommands(FileOrder order, Path content, List<String> commands)
            throws ActionFailure, IOException, InterruptedException {
        String name = order.path().name();
        String present = stat(order.path().toString());
        if (present.contains("Type: directory")) {
            throw new ActionFailure(order.path() + " on " + region.name() + " is a directory");
        }
        commands.add("cd " + quoted(order.path().directory()));
        if (!stat(beside(order)).isEmpty()) {
            commands.add("rm " + FRESH);
        }
        commands.add("write " + quoted(content.toString()) + " " + FRESH);
        own(commands, FRESH, REGULAR | order.mode(), order);
        if (!present.isEmpty()) {
            commands.add("rm " + quoted(name));
        }
        commands.add("ln " + FRESH + " " + quoted(name));
        commands.add("unlink " + FRESH);
    }

    private static void own(List<String> commands, String path, int mode, FileOrder order) {
        String field = "set_inode_field " + quoted(path) + " ";
        commands.add(field + "mode 0" + Integer.toOctalString(mode));
        commands.add(field + "uid " + order.uid());
        commands.add(field + "gid " + order.gid());
    }

    private static String beside(FileOrder order) {
        String directory = order.path().directory();
        return (directory.equals("/") ? "" : directory) + "/" + FRESH;
    }

    private void verify(FileOrder order, String said) throws ActionFailure, IOException, InterruptedException {
        byte[] content = ask("cat " + quoted(order.path().toString())).output();
        Matcher stat = STAT.matcher(stat(order.path().toString()));
        boolean owned = stat.find()
                && stat.group(1).equals("regular")
                && Integer.parseInt(stat.group(2), 8) == order.mode()
                && Integer.parseInt(stat.group(3)) == order.uid()
                && Integer.parseInt(stat.group(4)) == order.gid();
        if (!owned || !Arrays.equals(content, order.content())) {
            throw new ActionFailure(order.path() + " could not be written to " + region.name()
                    + ": is it an ext4 file system, and is there room? debugfs says: " + said);
        }
    }

    /** Empty when there is nothing at that path. */
    private String stat(String path) throws ActionFailure, IOException, InterruptedException {
        String text = new String(ask("stat " + quoted(path)).output(), StandardCharsets.UTF_8);
        return text.contains("Inode:") ? text : "";
    }

    private Tool.Outcome ask(String command) throws ActionFailure, IOException, InterruptedException {
        Tool.Outcome outcome = debugfs(List.of("-R", command, image()));
        boolean opened = !outcome.text().contains("while trying to open")
                && !outcome.text().contains("Bad magic number");
        if (!opened) {
            throw new ActionFailure(
                    region.name() + " holds no ext file system that debugfs can open: " + withoutBanner(outcome));
        }
        return outcome;
    }

    private String change(List<String> commands) throws ActionFailure, IOException, InterruptedException {
        Path script = scratch.resolve("commands");
        new PrivateFile(script).write((String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            return withoutBanner(debugfs(List.of("-w", "-f", script.toString(), image())));
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private Tool.Outcome debugfs(List<String> arguments) throws ActionFailure, IOException, InterruptedException {
        Map<String, String> environment = Map.of("LC_ALL", "C", "DEBUGFS_PAGER", "cat", "PAGER", "cat");
        return new Tool("debugfs", "e2fsprogs", environment, cancellation).run(arguments, new byte[0]);
    }

    private String image() {
        return region.path() + "?offset=" + region.offset();
    }

    private static String withoutBanner(Tool.Outcome outcome) {
        return String.join(
                "; ",
                outcome.text()
                        .lines()
                        .filter(line -> !line.startsWith("debugfs 1."))
                        .toList());
    }

    private static String quoted(String path) {
        return Debugfs.quoted(path);
    }
}
