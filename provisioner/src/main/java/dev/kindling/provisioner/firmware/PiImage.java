package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk image as Raspberry Pi OS has it: an MBR with a FAT partition of boot files and an ext4 root. Read by mtools and
 * debugfs, so without mounting and without being root.
 *
 * @param boot offset of the first, bytes
 * @param root offset of the second, bytes
 */
record PiImage(Path file, long boot, long root) implements FirmwareSource {

    private static final int SECTOR = 512;
    private static final int TABLE = 446;
    private static final int ENTRY = 16;
    private static final int SIGNATURE = 0xaa55;
    private static final Set<Integer> FAT = Set.of(0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e);
    private static final int LINUX = 0x83;
    private static final List<String> MODULE_DIRECTORIES = List.of("/usr/lib/modules", "/lib/modules");

    static PiImage open(Path file) throws IOException, FirmwareException {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (sector.hasRemaining() && channel.read(sector) >= 0) {
                // Until it is full or the file ends.
            }
        }
        if (sector.hasRemaining() || Short.toUnsignedInt(sector.getShort(SECTOR - 2)) != SIGNATURE) {
            throw new FirmwareException(file + " is no disk image: it has no partition table"
                    + "; unpack a compressed one first (xz -dk FILE.img.xz)");
        }
        long boot = 0;
        long root = 0;
        for (int entry = TABLE; entry < SECTOR - 2; entry += ENTRY) {
            int type = Byte.toUnsignedInt(sector.get(entry + 4));
            long offset = Integer.toUnsignedLong(sector.getInt(entry + 8)) * SECTOR;
            boot = boot == 0 && FAT.contains(type) ? offset : boot;
            root = root == 0 && type == LINUX ? offset : root;
        }
        if (boot == 0) {
            throw new FirmwareException(file + " has no FAT partition in its MBR; give an image of Raspberry Pi OS");
        }
        return new PiImage(file, boot, root);
    }

    @Override
    public void bootFiles(Path target) throws IOException, InterruptedException, FirmwareException {
        Files.createDirectories(target);
        new Tool("mcopy", "mtools").run("-s", "-n", "-m", "-i", file + "@@" + boot, "::*", target.toString());
    }

    @Override
    public List<String> kernels() throws IOException, InterruptedException, FirmwareException {
        return root == 0 ? List.of() : entries(directory());
    }

    @Override
    public void modules(String release, Path target) throws IOException, InterruptedException, FirmwareException {
        Files.createDirectories(target);
        debugfs("rdump \"" + directory() + "/" + release + "\" \"" + target + "\"");
        if (!Files.isDirectory(target.resolve(release))) {
            throw new FirmwareException("the modules of kernel " + release + " cannot be read from " + file);
        }
    }

    private String directory() throws IOException, InterruptedException, FirmwareException {
        for (String candidate : MODULE_DIRECTORIES) {
            if (!entries(candidate).isEmpty()) {
                return candidate;
            }
        }
        return MODULE_DIRECTORIES.getFirst();
    }

    /** {@code ls -p} says one entry a line: /inode/mode/uid/gid/name/size/. */
    private List<String> entries(String directory) throws IOException, InterruptedException, FirmwareException {
        return Stream.of(debugfs("ls -p \"" + directory + "\"").split("\n"))
                .map(line -> line.split("/"))
                .filter(fields -> fields.length > 5 && fields[2].startsWith("04"))
                .map(fields -> fields[5])
                .filter(name -> !name.equals(".") && !name.equals(".."))
                .toList();
    }

    private String debugfs(String request) throws IOException, InterruptedException, FirmwareException {
        return new Tool("debugfs", "e2fsprogs").run("-R", request, file + "?offset=" + root);
    }
}
