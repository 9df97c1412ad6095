package dev.kindling.provisioner.firmware;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** Boot files, images and root trees with the right names and shapes, and nothing that would boot. */
final class FakePi {

    static final String RELEASE = "6.12.25+rpt-rpi-v8";

    /** What kernels of Raspberry Pi OS have built in, of that which the root takes. */
    private static final String BUILT_IN =
            "kernel/net/packet/af_packet.ko\nkernel/fs/nfs/nfs.ko\nkernel/fs/nfs/nfsv3.ko\n";

    private static final int MIB = 1024 * 1024;
    private static final int SECTOR = 512;

    private FakePi() {}

    static Path bootFiles(Path directory, String release) throws IOException {
        Files.createDirectories(directory.resolve("overlays"));
        Files.write(directory.resolve("start4.elf"), new byte[] {0x7f, 'E', 'L', 'F', 1});
        Files.writeString(directory.resolve("fixup4.dat"), "fixup");
        Files.writeString(directory.resolve("bcm2711-rpi-4-b.dtb"), "tree");
        Files.writeString(directory.resolve("overlays/README"), "overlays");
        Files.writeString(directory.resolve("config.txt"), "of the image");
        Files.write(directory.resolve("kernel8.img"), kernel(release));
        return directory;
    }

    /** As Raspberry Pi OS packs it, with the banner across the edge of a piece that is looked through at once. */
    private static byte[] kernel(String release) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream plain = new GZIPOutputStream(packed)) {
            plain.write(new byte[256 * 1024 - 20]);
            plain.write(("Linux version " + release + " (builder@host) #1 SMP").getBytes(StandardCharsets.US_ASCII));
            plain.write(new byte[100_000]);
        }
        return packed.toByteArray();
    }

    static void modules(Path directory, String release) throws IOException {
        Path modules = Files.createDirectories(directory.resolve(release).resolve("kernel/fs/overlayfs"));
        Files.writeString(modules.resolve("overlay.ko"), "module");
        Files.writeString(directory.resolve(release).resolve("modules.order"), "");
        Files.writeString(directory.resolve(release).resolve("modules.builtin"), BUILT_IN);
    }

    static Path rootTree(Path data, String name) throws IOException {
        Path tree = data.resolve("roots").resolve(name);
        Files.createDirectories(tree.resolve("usr/lib/modules"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.writeString(tree.resolve("usr/bin/busybox"), "busybox");
        if (!Files.exists(tree.resolve("lib"))) {
            Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
        }
        return tree;
    }

    /** 4 MiB of nothing, 40 MiB of FAT, 16 MiB of ext4. */
    static Path image(Path scratch, Path boot, Path root) throws Exception {
        Path image = scratch.resolve("raspios.img");
        ByteBuffer table = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        partition(table, 446, 0x0c, 4, 40);
        partition(table, 462, 0x83, 44, 16);
        table.putShort(510, (short) 0xaa55);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(table);
            channel.write(ByteBuffer.allocate(1), 60L * MIB - 1);
        }
        String fat = image + "@@" + 4 * MIB;
        new Tool("mformat", "mtools").run("-i", fat, "-T", String.valueOf(40 * MIB / SECTOR), "::");
        new Tool("sh", "dash").run("-c", "mcopy -s -i '" + fat + "' '" + boot + "'/* ::");
        new Tool("mke2fs", "e2fsprogs")
                .run("-q", "-t", "ext4", "-d", root.toString(), "-E", "offset=" + 44 * MIB, image.toString(), "16M");
        return image;
    }

    private static void partition(ByteBuffer table, int offset, int type, int start, int size) {
        table.put(offset + 4, (byte) type);
        table.putInt(offset + 8, start * MIB / SECTOR);
        table.putInt(offset + 12, size * MIB / SECTOR);
    }
}
