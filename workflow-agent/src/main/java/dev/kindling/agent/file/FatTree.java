package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** FAT in a file, by mtools: no owners, no modes, no links. */
final class FatTree implements FileTree {

    private final Region region;
    private final Path scratch;
    private final Cancellation cancellation;
    private final Set<FilePath> directories = new HashSet<>(Set.of(FilePath.ROOT));

    FatTree(Region region, Path scratch, Cancellation cancellation) {
        this.region = region;
        this.scratch = scratch;
        this.cancellation = cancellation;
    }

    @Override
    public Kind kind(FilePath path) throws ActionFailure, IOException, InterruptedException {
        if (directories.contains(path)) {
            return new Kind.Directory();
        }
        if (run("mdir", List.of("-b", at(path) + "/")).exitCode() == 0) {
            directories.add(path);
            return new Kind.Directory();
        }
        boolean there = run("mdir", List.of("-b", at(path))).exitCode() == 0;
        return there ? new Kind.Other() : new Kind.Nothing();
    }

    @Override
    public void directory(FilePath path, Optional<Attributes> attributes)
            throws ActionFailure, IOException, InterruptedException {
        if (!(kind(path) instanceof Kind.Directory)) {
            must("mmd", List.of(at(path)), "cannot make directory " + path);
            directories.add(path);
        }
    }

    @Override
    public void file(FilePath path, Attributes attributes, InputStream content, long size)
            throws ActionFailure, IOException, InterruptedException {
        Files.createDirectories(scratch);
        Path copy = scratch.resolve("content");
        try {
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(copy, FileTime.from(attributes.modified()));
            must("mcopy", List.of("-o", "-m", copy.toString(), at(path)), "cannot write " + path);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    @Override
    public void link(FilePath path, Attributes attributes, String target) throws ActionFailure {
        throw new ActionFailure(
                path + " is a symbolic link, and the FAT file system on " + region.name() + " has none");
    }

    @Override
    public void hardLink(FilePath path, FilePath target) throws ActionFailure {
        throw new ActionFailure(path + " is a hard link, and the FAT file system on " + region.name() + " has none");
    }

    private void must(String tool, List<String> arguments, String otherwise)
            throws ActionFailure, IOException, InterruptedException {
        Tool.Outcome outcome = run(tool, arguments);
        if (outcome.exitCode() != 0) {
            throw new ActionFailure(otherwise + " in the FAT file system on " + region.name() + ": " + outcome.text());
        }
    }

    private Tool.Outcome run(String tool, List<String> arguments)
            throws ActionFailure, IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(FatImage.ENVIRONMENT);
        environment.put("TZ", "UTC");
        List<String> all = new ArrayList<>(List.of("-i", region.path() + "@@" + region.offset()));
        all.addAll(arguments);
        return new Tool(tool, "mtools", environment, cancellation).run(all, new byte[0]);
    }

    private static String at(FilePath path) {
        return "::" + path;
    }

    @Override
    public void finish() {
        directories.clear();
    }

    @Override
    public void close() {
        directories.clear();
    }
}
