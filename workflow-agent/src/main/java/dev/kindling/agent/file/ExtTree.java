package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ext2, ext3 and ext4 in a file, by debugfs. Commands are collected and run many at a time; what a directory held before is
 * listed once, and from then on known.
 */
final class ExtTree implements FileTree {

    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_COMMANDS = 4000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final Attributes NEW_DIRECTORY = new Attributes(0, 0, 0755, java.time.Instant.EPOCH);

    private final Debugfs debugfs;
    private final Path scratch;
    private final Map<FilePath, Map<String, Kind>> known = new HashMap<>();
    private final Map<FilePath, Integer> names = new HashMap<>();
    private final Map<FilePath, Attributes> directories = new LinkedHashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final List<Path> contents = new ArrayList<>();
    private FilePath working = FilePath.ROOT;
    private long bytes;

    ExtTree(Region region, Path scratch, Cancellation cancellation) {
        this.debugfs = new Debugfs(region, scratch, cancellation);
        this.scratch = scratch;
    }

    @Override
    public Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException {
        if (path.isRoot()) {
            return new Kind.Directory();
        }
        Kind kind = held(path.parent()).getOrDefault(path.name(), new Kind.Nothing());
        if (kind instanceof Kind.Link link && link.target().isEmpty()) {
            kind = new Kind.Link(debugfs.linkTarget(path));
            held(path.parent()).put(path.name(), kind);
        }
        return kind;
    }

    private Map<String, Kind> held(FilePath directory) throws ActionFailure, IOException, InterruptedException {
        Map<String, Kind> held = known.get(directory);
        if (held == null) {
            held = debugfs.list(directory);
            known.put(directory, held);
        }
        return held;
    }

    @Override
    public void directory(FilePath path, Optional<Attributes> attributes)
            throws ActionFailure, IOException, InterruptedException {
        boolean fresh = !(kind(path) instanceof Kind.Directory);
        if (fresh) {
            clear(path);
            enter(path.parent());
            commands.add("mkdir " + Debugfs.quoted(path.name()));
            known.put(path, new HashMap<>());
            held(path.parent()).put(path.name(), new Kind.Directory());
        }
        if (attributes.isPresent() || fresh) {
            own(path, DIRECTORY, attributes.orElse(NEW_DIRECTORY));
        }
        attributes.ifPresent(given -> directories.put(path, given));
        flushWhenFull();
    }

    @Override
    public void file(FilePath path, Attributes attributes, InputStream content, long size)
            throws ActionFailure, IOException, InterruptedException {
        clear(path);
        Files.createDirectories(scratch);
        Path copy = scratch.resolve("content-" + contents.size());
        contents.add(copy);
        Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
        enter(path.parent());
        commands.add("write " + copy + " " + Debugfs.quoted(path.name()));
        own(path, REGULAR, attributes);
        time(path, attributes);
        held(path.parent()).put(path.name(), new Kind.Other());
        names.put(path, 1);
        bytes += size;
        flushWhenFull();
    }

    @Override
    public void link(FilePath path, Attributes attributes, String target)
            throws ActionFailure, IOException, InterruptedException {
        clear(path);
        enter(path.parent());
        commands.add("symlink " + Debugfs.quoted(path.name()) + " " + Debugfs.quoted(target));
        String field = "set_inode_field " + Debugfs.quoted(path) + " ";
        commands.add(field + "uid " + attributes.uid());
        commands.add(field + "gid " + attributes.gid());
        time(path, attributes);
        held(path.parent()).put(path.name(), new Kind.Link(target));
        flushWhenFull();
    }

    /** debugfs makes a second name, and leaves the count of names to its user. */
    @Override
    public void hardLink(FilePath path, FilePath target) throws ActionFailure, IOException, InterruptedException {
        Integer count = names.get(target);
        if (count == null) {
            throw new ActionFailure(path + " is a hard link to " + target + ", which was not written before it");
        }
        clear(path);
        enter(path.parent());
        commands.add("ln " + Debugfs.quoted(target) + " " + Debugfs.quoted(path.name()));
        commands.add("set_inode_field " + Debugfs.quoted(target) + " links_count " + (count + 1));
        names.put(target, count + 1);
        held(path.parent()).put(path.name(), new Kind.Other());
        flushWhenFull();
    }

    /** New names are made in the working directory: debugfs takes {@code /x} for {@code x}. */
    private void enter(FilePath directory) {
        if (!directory.equals(working)) {
            commands.add("cd " + Debugfs.quoted(directory));
            working = directory;
        }
    }

    private void clear(FilePath path) throws ActionFailure, IOException, InterruptedException {
        Kind kind = kind(path);
        if (kind instanceof Kind.Directory && !held(path).isEmpty()) {
            throw new ActionFailure(path + " is a directory with content, and was to become something else");
        }
        if (kind instanceof Kind.Directory) {
            commands.add("rmdir " + Debugfs.quoted(path));
            known.remove(path);
        } else if (!(kind instanceof Kind.Nothing)) {
            // rm counts the names of the file down, and frees it with the last one.
            commands.add("rm " + Debugfs.quoted(path));
        }
        held(path.parent()).remove(path.name());
        names.remove(path);
    }

    private void own(FilePath path, int type, Attributes attributes) {
        String field = "set_inode_field " + Debugfs.quoted(path) + " ";
        commands.add(field + "mode 0" + Integer.toOctalString(type | attributes.mode()));
        commands.add(field + "uid " + attributes.uid());
        commands.add(field + "gid " + attributes.gid());
    }

    private void time(FilePath path, Attributes attributes) {
        commands.add("set_inode_field " + Debugfs.quoted(path) + " mtime @"
                + attributes.modified().getEpochSecond());
    }

    private void flushWhenFull() throws ActionFailure, IOException, InterruptedException {
        if (bytes >= MOST_BYTES || commands.size() >= MOST_COMMANDS) {
            flush();
        }
    }

    private void flush() throws ActionFailure, IOException, InterruptedException {
        try {
            debugfs.change(commands);
        } finally {
            drop();
        }
    }

    private void drop() throws IOException {
        commands.clear();
        working = FilePath.ROOT;
        bytes = 0;
        for (Path content : contents) {
            Files.deleteIfExists(content);
        }
        contents.clear();
    }

    @Override
    public void finish() throws ActionFailure, IOException, InterruptedException {
        directories.forEach(this::time);
        flush();
    }

    @Override
    public void close() throws IOException {
        drop();
    }
}
