package dev.kindling.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisksTests {

    private static final int SIZE = 4 << 20;

    @TempDir
    Path root;

    private Disks disks;

    @BeforeEach
    void machine() throws Exception {
        Files.createDirectories(root.resolve("dev"));
        disks = new Disks(new AgentRoot(root));
    }

    @ParameterizedTest
    @CsvSource({"mmcblk0, p1", "nvme0n1, p1", "sda, 1", "vdb, 1"})
    void primaryPartitionOfAnMbrIsFound(String disk, String suffix) throws Exception {
        write(disk, mbr(0x0c, 2048, 1024));
        Region region = disks.find("/dev/" + disk + suffix);
        assertThat(region.offset()).isEqualTo(2048 * 512);
        assertThat(region.size()).isEqualTo(1024 * 512);
        assertThat(region.path()).isEqualTo(root.resolve("dev/" + disk));
    }

    @Test
    void logicalPartitionsAreFoundWhereSfdiskPutThem() throws Exception {
        Path disk = root.resolve("dev/sda");
        write("sda", new byte[SIZE]);
        sfdisk(disk, "label: dos\n2048,1024,c\n3072,,5\n4096,512,83\n5120,1024,83\n");
        assertThat(disks.find("/dev/sda5")).isEqualTo(new Region("/dev/sda5", disk, 4096 * 512, 512 * 512, false));
        assertThat(disks.find("/dev/sda6")).isEqualTo(new Region("/dev/sda6", disk, 5120 * 512, 1024 * 512, false));
        assertThatThrownBy(() -> disks.find("/dev/sda7")).hasMessageContaining("it has [1, 2, 5, 6]");
    }

    @Test
    void ringOfLogicalPartitionsEnds() throws Exception {
        write("sda", chain(0));
        assertThatThrownBy(() -> disks.find("/dev/sda5")).hasMessageContaining("or a ring of them");
        assertThat(disks.find("/dev/sda1").offset())
                .as("the primary one is sound")
                .isEqualTo(512);
    }

    @Test
    void chainOfLogicalPartitionsEndsWhereThereIsNoTable() throws Exception {
        write("sda", chain(100));
        assertThat(disks.find("/dev/sda5"))
                .isEqualTo(new Region("/dev/sda5", root.resolve("dev/sda"), 11 * 512, 20 * 512, false));
        assertThatThrownBy(() -> disks.find("/dev/sda6"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/sda has no partition 6: there is no table in sector 101");
        assertThatThrownBy(() -> disks.find("/dev/sda2")).hasMessageContaining("it has [1, 5]");
    }

    @Test
    void extendedPartitionWithoutATableLeavesThePrimaryOnesUsable() throws Exception {
        byte[] table = mbr(0x0c, 2048, 1024);
        ByteBuffer.wrap(table)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(446 + 16 + 4, (byte) 0x05)
                .putInt(446 + 16 + 8, 3072)
                .putInt(446 + 16 + 12, 1024);
        write("sda", table);
        assertThat(disks.find("/dev/sda1").offset()).isEqualTo(2048 * 512);
        assertThatThrownBy(() -> disks.find("/dev/sda5"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("no table in sector 3072; write the image again");
    }

    /** An extended partition from sector 1 on with one partition, and so many sectors further a next table that nobody wrote. */
    private static byte[] chain(int next) {
        byte[] bytes = Arrays.copyOf(mbr(0x05, 1, 8191), SIZE);
        ByteBuffer table = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int first = 512 + 446;
        table.put(first + 4, (byte) 0x83).putInt(first + 8, 10).putInt(first + 12, 20);
        int second = first + 16;
        table.put(second + 4, (byte) 0x05).putInt(second + 8, next).putInt(second + 12, 1);
        table.putShort(512 + 510, (short) 0xaa55);
        return bytes;
    }

    private static void sfdisk(Path disk, String script) throws Exception {
        Path program = Path.of("/usr/sbin/sfdisk");
        Assumptions.assumeTrue(Files.isExecutable(program), "skipped: no sfdisk; install the package fdisk");
        Path file = disk.resolveSibling("script");
        Files.writeString(file, script);
        Process process = new ProcessBuilder(program.toString(), "--quiet", "--no-reread", disk.toString())
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor())
                .as(new String(process.getInputStream().readAllBytes()))
                .isZero();
    }

    @Test
    void partitionOfAGptIsFound() throws Exception {
        ByteBuffer table = ByteBuffer.wrap(mbr(0xee, 1, 8191)).order(ByteOrder.LITTLE_ENDIAN);
        table.position(512).put("EFI PART".getBytes(StandardCharsets.US_ASCII));
        table.putLong(512 + 72, 2).putInt(512 + 80, 128).putInt(512 + 84, 128);
        int second = 1024 + 128;
        table.putLong(second, 1).putLong(second + 32, 2048).putLong(second + 40, 4095);
        write("sda", table.array());
        assertThat(disks.find("/dev/sda2"))
                .isEqualTo(new Region("/dev/sda2", root.resolve("dev/sda"), 2048 * 512, 2048 * 512, false));
        assertThatThrownBy(() -> disks.find("/dev/sda1")).hasMessageContaining("no partition 1, it has [2]");
    }

    @Test
    void diskWithoutATableSaysSo() throws Exception {
        write("sda", new byte[512]);
        assertThatThrownBy(() -> disks.find("/dev/sda1"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/sda has no partition table");
    }

    @Test
    void partitionBehindTheEndOfTheDiskIsRefused() throws Exception {
        write("sda", mbr(0x83, 2048, 1 << 20));
        assertThatThrownBy(() -> disks.find("/dev/sda1")).hasMessageContaining("behind the end of /dev/sda");
    }

    @ParameterizedTest
    @CsvSource({"/etc/passwd", "/dev/../../etc/passwd", "mmcblk0", "/dev/mmcblk7"})
    void whatIsNoDiskOfThisMachineIsRefused(String name) {
        assertThatThrownBy(() -> disks.find(name))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining(name);
    }

    @Test
    void wipedCardIsEmptyAndAsLargeAsBefore() throws Exception {
        byte[] full = new byte[SIZE];
        Arrays.fill(full, (byte) 7);
        Files.write(root.resolve("dev/mmcblk0"), full);
        new Wipe().run(Contexts.of(root, "kindling/wipe", Map.of("DEST_DISK", "/dev/mmcblk0")));
        assertThat(Arrays.equals(Files.readAllBytes(root.resolve("dev/mmcblk0")), new byte[SIZE]))
                .isTrue();
    }

    @Test
    void wipedPartitionLosesItsFirstAndLastMebibyteOnly() throws Exception {
        byte[] full = new byte[SIZE];
        Arrays.fill(full, (byte) 7);
        byte[] table = mbr(0x83, 1024, 6144);
        System.arraycopy(table, 446, full, 446, 66);
        Files.write(root.resolve("dev/mmcblk0"), full);
        new Wipe().run(Contexts.of(root, "kindling/wipe", Map.of("DEST_DISK", "/dev/mmcblk0p1")));
        byte[] after = Files.readAllBytes(root.resolve("dev/mmcblk0"));
        assertThat(after[(512 << 10) - 1]).isEqualTo((byte) 7);
        assertThat(after[512 << 10]).isZero();
        assertThat(after[(1536 << 10) - 1]).isZero();
        assertThat(after[1536 << 10]).isEqualTo((byte) 7);
        assertThat(after[(3584 << 10) - 1]).isZero();
        assertThat(after[3584 << 10]).isEqualTo((byte) 7);
    }

    private void write(String disk, byte[] table) throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("dev/" + disk).toFile(), "rw")) {
            file.setLength(SIZE);
            file.write(table);
        }
    }

    /** Room for a GPT behind it. */
    private static byte[] mbr(int type, int first, int count) {
        ByteBuffer table = ByteBuffer.allocate(34 * 512).order(ByteOrder.LITTLE_ENDIAN);
        table.put(446 + 4, (byte) type)
                .putInt(446 + 8, first)
                .putInt(446 + 12, count)
                .putShort(510, (short) 0xaa55);
        return table.array();
    }
}
