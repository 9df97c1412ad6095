package dev.kindling.simulator.material;

import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.card.PartitionTable;
import dev.kindling.simulator.tool.Command;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo's node image: 96 MiB, a FAT32 boot partition and an ext4 root partition, made without root or mounting. */
final class NodeImage {

    private static final long BYTES = 96L << 20;
    private static final Partition BOOT = new Partition(1, 0x0c, 8_192, 73_728);
    private static final Partition ROOT = new Partition(2, 0x83, 81_920, 114_688);
    private static final int DISK_ID = 0x6b696e64;
    private static final String CREATED = "1767225600";

    private NodeImage() {}

    /** Builds it raw; {@code scratch} is an empty directory for the files that go in. */
    static void build(Path image, Path scratch) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
            file.write(PartitionTable.bytes(List.of(BOOT, ROOT), DISK_ID));
        }
        boot(image, scratch.resolve("boot"));
        root(image, scratch.resolve("root"));
    }

    private static void boot(Path image, Path files) throws IOException, InterruptedException {
        for (StandIn standIn : StandIn.FIRMWARE) {
            standIn.write(files);
        }
        Files.writeString(files.resolve("config.txt"), "arm_64bit=1\nenable_uart=1\n");
        Files.writeString(files.resolve("cmdline.txt"), "root=/dev/mmcblk0p2 rootwait init=/never-replaced\n");
        String drive = image + "@@" + BOOT.offset();
        // One sector per cluster: with more, 36 MiB would have too few clusters to be FAT32.
        mtools("mformat", drive, "-F", "-c", "1", "-T", Long.toString(BOOT.sectors()), "-h", "255", "-s", "63")
                .and("-H", Long.toString(BOOT.firstSector()), "-N", "4b494e44", "-v", "BOOTFS", "::")
                .run();
        mtools("mcopy", drive, "-s", "-Q", "-m")
                .and(
                        files.resolve("start4.elf").toString(),
                        files.resolve("fixup4.dat").toString())
                .and(
                        files.resolve("bcm2711-rpi-4-b.dtb").toString(),
                        files.resolve("kernel8.img").toString())
                .and(
                        files.resolve("config.txt").toString(),
                        files.resolve("cmdline.txt").toString())
                .and(files.resolve("overlays").toString(), "::")
                .run();
    }

    private static void root(Path image, Path files) throws IOException, InterruptedException {
        for (StandIn standIn : StandIn.ROOT_PAYLOAD) {
            standIn.write(files);
        }
        Files.createDirectories(files.resolve("etc"));
        Files.writeString(files.resolve("etc/os-release"), "ID=demo\nPRETTY_NAME=\"Kindling demo node\"\n");
        // No journal: nothing would replay it here, and 4 of 56 MiB are worth having.
        Command.of("mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-N", "2048", "-b", "4096")
                .and("-L", "rootfs", "-U", "6b696e64-6c69-4e67-8000-000000000001")
                .and("-E", "offset=" + ROOT.offset() + ",root_owner=0:0,hash_seed=6b696e64-6c69-4e67-8000-000000000002")
                .and("-d", files.toString(), image.toString(), ROOT.sectors() / 2 + "k")
                .with("E2FSPROGS_FAKE_TIME", CREATED)
                .run();
    }

    /** Writes the compressed form. */
    static void compress(Path image, Path compressed) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(image, out);
        }
    }

    private static Command mtools(String program, String drive, String... words) {
        return Command.of(program, "-i", drive)
                .and(words)
                .with("MTOOLS_SKIP_CHECK", "1")
                .with("SOURCE_DATE_EPOCH", CREATED);
    }
}
