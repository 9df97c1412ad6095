package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A partition the kernel knows, mounted for as long as it takes; the file is replaced by a rename. */
final class MountedFileSystem implements FileSystem {

    private static final String FRESH = ".kindling.new";
    private static final Set<String> WITHOUT_OWNERS = Set.of("vfat", "msdos", "exfat");

    private final Region region;
    private final String type;
    private final Path mountPoint;
    private final Cancellation cancellation;

    /** @param type as mount(8) knows it */
    MountedFileSystem(Region region, String type, Path mountPoint, Cancellation cancellation) {
        this.region = region;
        this.type = type;
        this.mountPoint = mountPoint;
        this.cancellation = cancellation;
    }

    @Override
    public void write(FileOrder order) throws ActionFailure, IOException, InterruptedException {
        try (Mount mount =
                Mount.of(region.name(), region.path(), type, "nodev,noexec,nosuid", mountPoint, cancellation)) {
            writeInto(order);
            mount.unmount();
        }
    }

    /** Writes below the mount point. */
    void writeInto(FileOrder order) throws ActionFailure, IOException, InterruptedException {
        Path directory = at(new Links(directories(order)).directory(order.path().parent()));
        Path target = directory.resolve(order.path().name());
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ActionFailure(order.path() + " on " + region.name() + " is a directory");
        }
        Path fresh = directory.resolve(FRESH);
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            own(fresh, order.mode(), order);
            ByteBuffer content = ByteBuffer.wrap(order.content());
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
        if (!Arrays.equals(Files.readAllBytes(target), order.content())) {
            throw new ActionFailure(
                    order.path() + " on " + region.name() + " reads back differently than it was written");
        }
    }

    private Path at(FilePath path) {
        Path at = mountPoint;
        for (String name : path.names()) {
            at = at.resolve(name);
        }
        return at;
    }

    /** The kernel would follow a link of the installed system into the running one. */
    private Links.Directories directories(FileOrder order) {
        return new Links.Directories() {
            @Override
            public FileTree.Kind kind(FilePath path) throws IOException {
                return MountedTree.kind(at(path));
            }

            @Override
            public void make(FilePath path) throws IOException {
                Files.createDirectory(at(path));
                own(at(path), order.directoryMode(), order);
            }
        };
    }

    private void own(Path path, int mode, FileOrder order) throws IOException {
        if (WITHOUT_OWNERS.contains(type)) {
            return;
        }
        Files.setAttribute(path, "unix:uid", order.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", order.gid(), LinkOption.NOFOLLOW_LINKS);
        // After the owner: chown takes the set-uid bit away.
        Files.setPosixFilePermissions(path, permissions(mode));
        if ((mode & 07000) != 0) {
            Files.setAttribute(path, "unix:mode", mode);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        // The enum is declared from owner-read to others-execute, as the bits are from the highest to the lowest.
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int n = 0; n < all.length; n++) {
            if ((mode & 0400 >> n) != 0) {
                permissions.add(all[n]);
            }
        }
        return permissions;
    }
}
