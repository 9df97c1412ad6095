package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file system and the way to write to it: mounted where the kernel shows its device, else by mtools and debugfs, which
 * need neither root nor a kernel that knows the file system.
 *
 * @param type {@code vfat} for every kind of FAT, else as the template says
 */
public record Partition(Region region, String type) {

    public static Partition of(Region region, String fsType) {
        String type = fsType.toLowerCase(Locale.ROOT);
        return new Partition(region, type.matches("vfat|fat|fat12|fat16|fat32|msdos") ? "vfat" : type);
    }

    FileSystem files(ActionContext context) throws ActionFailure {
        Path scratch = context.root().runDirectory().resolve("writefile");
        if (region.blockDevice()) {
            return new MountedFileSystem(region, type, scratch.resolve("mount"), context.cancellation());
        }
        return switch (type) {
            case "vfat" -> new FatImage(region, context.cancellation());
            case "ext2", "ext3", "ext4" -> new ExtImage(region, scratch, context.cancellation());
            default -> throw unsupported();
        };
    }

    /** Opens it for many files. */
    public FileTree tree(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Path scratch = context.root().runDirectory().resolve("tree");
        if (region.blockDevice()) {
            Mount mount = Mount.of(
                    region.name(),
                    region.path(),
                    type,
                    "nodev,noexec,nosuid",
                    scratch.resolve("mount"),
                    context.cancellation());
            return new MountedTree(mount, !type.equals("vfat") && !type.equals("exfat"));
        }
        return switch (type) {
            case "vfat" -> new FatTree(region, scratch, context.cancellation());
            case "ext2", "ext3", "ext4" -> new ExtTree(region, scratch, context.cancellation());
            default -> throw unsupported();
        };
    }

    private ActionFailure unsupported() {
        return new ActionFailure("FS_TYPE '" + type + "' is not supported on " + region.name()
                + ", which the kernel does not show as a device; use vfat, ext2, ext3 or ext4");
    }
}
