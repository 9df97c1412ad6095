package dev.kindling.agent.file;

import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A mounted file system. */
final class MountedTree implements FileTree {

    private static final Attributes NEW_DIRECTORY = new Attributes(0, 0, 0755, java.time.Instant.EPOCH);

    private final Mount mount;
    private final boolean owners;
    /** Set last: every file that is made in a directory changes its time. */
    private final Map<Path, FileTime> directories = new LinkedHashMap<>();

    /** @param owners whether files have owners, modes and links there */
    MountedTree(Mount mount, boolean owners) {
        this.mount = mount;
        this.owners = owners;
    }

    private Path at(FilePath path) {
        Path at = mount.point();
        for (String name : path.names()) {
            at = at.resolve(name);
        }
        return at;
    }

    @Override
    public Kind kind(FilePath path) throws IOException {
        return kind(at(path));
    }

    /** What stands there; links are not followed. */
    static Kind kind(Path at) throws IOException {
        if (Files.isSymbolicLink(at)) {
            return new Kind.Link(Files.readSymbolicLink(at).toString());
        }
        if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
            return new Kind.Directory();
        }
        return Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? new Kind.Other() : new Kind.Nothing();
    }

    @Override
    public void directory(FilePath path, Optional<Attributes> attributes) throws ActionFailure, IOException {
        Path at = at(path);
        boolean fresh = !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS);
        if (fresh) {
            clear(at, path);
            Files.createDirectory(at);
        }
        if (attributes.isPresent()) {
            own(at, attributes.get());
            directories.put(at, FileTime.from(attributes.get().modified()));
        } else if (fresh) {
            own(at, NEW_DIRECTORY);
        }
    }

    @Override
    public void file(FilePath path, Attributes attributes, InputStream content, long size)
            throws ActionFailure, IOException {
        Path at = at(path);
        clear(at, path);
        try (OutputStream out = Files.newOutputStream(at, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.transferTo(out);
        }
        own(at, attributes);
        Files.setLastModifiedTime(at, FileTime.from(attributes.modified()));
    }

    @Override
    public void link(FilePath path, Attributes attributes, String target) throws ActionFailure, IOException {
        Path at = at(path);
        clear(at, path);
        Files.createSymbolicLink(at, Path.of(target));
        Files.setAttribute(at, "unix:uid", attributes.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(at, "unix:gid", attributes.gid(), LinkOption.NOFOLLOW_LINKS);
        FileTime time = FileTime.from(attributes.modified());
        // Where the C library has no call for a link's own time, the link keeps the present one.
        Files.getFileAttributeView(at, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }

    @Override
    public void hardLink(FilePath path, FilePath target) throws ActionFailure, IOException {
        clear(at(path), path);
        Files.createLink(at(path), at(target));
    }

    private void clear(Path at, FilePath path) throws ActionFailure, IOException {
        try {
            Files.deleteIfExists(at);
        } catch (DirectoryNotEmptyException e) {
            throw new ActionFailure(path + " is a directory with content, and was to become something else");
        }
    }

    private void own(Path at, Attributes attributes) throws IOException {
        if (!owners) {
            return;
        }
        Files.setAttribute(at, "unix:uid", attributes.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(at, "unix:gid", attributes.gid(), LinkOption.NOFOLLOW_LINKS);
        // After the owner: chown takes the set-uid bit away.
        Files.setAttribute(at, "unix:mode", attributes.mode());
    }

    @Override
    public void finish() throws ActionFailure, IOException, InterruptedException {
        for (Map.Entry<Path, FileTime> directory : directories.entrySet()) {
            Files.setLastModifiedTime(directory.getKey(), directory.getValue());
        }
        mount.unmount();
    }

    @Override
    public void close() throws IOException {
        mount.close();
    }
}
