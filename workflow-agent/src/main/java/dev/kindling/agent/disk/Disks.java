package dev.kindling.agent.disk;

import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds disks and partitions by their device path; a partition the kernel does not show is found in the partition table. */
public record Disks(AgentRoot root) {

    private static final Pattern NUMBERED = Pattern.compile("(/dev/(?:mmcblk\\d+|nvme\\d+n\\d+|loop\\d+))p(\\d+)");
    private static final Pattern LETTERED = Pattern.compile("(/dev/(?:sd|vd|hd|xvd)[a-z]+)(\\d+)");
    private static final int FILE_TYPE = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SECTOR = 512;

    /** Finds a disk or a partition that DEST_DISK names. */
    public Region find(String name) throws ActionFailure, IOException {
        return find("DEST_DISK", name);
    }

    /** Finds a disk or a partition; the variable is for messages. */
    public Region find(String variable, String name) throws ActionFailure, IOException {
        if (!name.startsWith("/dev/")) {
            throw new ActionFailure(variable + " '" + name + "' is not a path under /dev, like /dev/mmcblk0");
        }
        Path path = resolved(variable, name);
        if (Files.exists(path)) {
            return whole(variable, name, path);
        }
        Optional<Matcher> partition = partition(name);
        if (partition.isEmpty()
                || !Files.exists(resolved(variable, partition.get().group(1)))) {
            throw new ActionFailure(variable + " '" + name + "' is not there; this machine's /dev has " + present());
        }
        String disk = partition.get().group(1);
        return within(
                whole(variable, disk, resolved(variable, disk)),
                name,
                Integer.parseInt(partition.get().group(2)));
    }

    private Path resolved(String variable, String name) throws ActionFailure {
        try {
            return root.resolve(name);
        } catch (IllegalArgumentException e) {
            throw new ActionFailure(variable + " " + e.getMessage());
        }
    }

    private static Optional<Matcher> partition(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            return Optional.of(numbered);
        }
        Matcher lettered = LETTERED.matcher(name);
        return lettered.matches() ? Optional.of(lettered) : Optional.empty();
    }

    private Region whole(String variable, String name, Path path) throws ActionFailure, IOException {
        if (Files.isRegularFile(path)) {
            return new Region(name, path, 0, Files.size(path), false);
        }
        if (!isBlockDevice(path)) {
            throw new ActionFailure(variable + " '" + name + "' is neither a block device nor a file");
        }
        return new Region(name, path, 0, deviceSize(path), true);
    }

    private static boolean isBlockDevice(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        return (mode & FILE_TYPE) == BLOCK_DEVICE;
    }

    private long deviceSize(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > 0) {
                return channel.size();
            }
        }
        Path sys = root.resolve("/sys/class/block/" + path.getFileName() + "/size");
        return Long.parseLong(Files.readString(sys).strip()) * SECTOR;
    }

    private static Region within(Region disk, String name, int number) throws ActionFailure, IOException {
        PartitionTable.Partition partition = PartitionTable.read(disk).find(number, disk);
        if (partition.offset() + partition.size() > disk.size()) {
            throw new ActionFailure(name + " ends at byte " + (partition.offset() + partition.size())
                    + ", behind the end of " + disk.name() + ", which has " + Region.mebibytes(disk.size()));
        }
        return new Region(name, disk.path(), partition.offset(), partition.size(), false);
    }

    private String present() throws IOException {
        Path devices = root.resolve("/dev");
        if (!Files.isDirectory(devices)) {
            return "nothing";
        }
        try (var entries = Files.list(devices)) {
            List<String> disks = entries.map(entry -> entry.getFileName().toString())
                    .filter(entry -> entry.matches("(mmcblk|nvme|sd|vd).*"))
                    .sorted()
                    .toList();
            return disks.isEmpty() ? "no disk" : String.join(", ", disks);
        }
    }
}
