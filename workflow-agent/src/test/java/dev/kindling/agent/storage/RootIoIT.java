package dev.kindling.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read by util-linux, e2fsprogs and mtools, not by our own reader alone. */
class RootIoIT {

    private static final String STORAGE = """
            {"instance": {"storage": {
              "disks": [{"device": "/dev/mmcblk0", "wipe_table": true, "partitions": [
                {"label": "BIOS", "number": 1, "size": 4096},
                {"label": "FAT32_ACTIVE", "number": 2, "size": "65001"},
                {"label": "SWAP", "number": 3, "size": 20480},
                {"label": "ROOT", "number": 4, "size": 0}]}],
              "filesystems": [
                {"mount": {"device": "/dev/mmcblk0p2", "format": "vfat", "point": "/boot",
                           "create": {"options": ["-n", "BOOT"]}}},
                {"mount": {"device": "/dev/mmcblk0p3", "format": "swap", "point": "none",
                           "create": {"options": ["-L", "SWAP"]}}},
                {"mount": {"device": "/dev/mmcblk0p4", "format": "ext4", "point": "/",
                           "create": {"options": ["-L", "ROOT"]}}}]}}}
            """;

    @TempDir
    Path root;

    private Path disk;

    @BeforeEach
    void machine() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/partx")) && Files.isExecutable(Path.of("/usr/bin/mformat")),
                "skipped: needs the Debian packages util-linux and mtools");
        disk = root.resolve("dev/mmcblk0");
        Files.createDirectories(disk.getParent());
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(128L << 20);
        }
    }

    @Test
    void partitionsOfAGptLieOneBehindTheOtherWithoutHoles() throws Exception {
        run("partition", Map.of());
        List<String> lines = LoopDisk.run("partx", "-g", "-o", "NR,START,END,NAME", "--show", disk.toString())
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "1 2048 6143 BIOS", "2 6144 71679 FAT32_ACTIVE", "3 71680 92159 SWAP", "4 92160 260095 ROOT");
        // Refuses a table whose checksums or whose copy are wrong.
        assertThat(LoopDisk.run("blkid", "-p", "-o", "export", disk.toString())).contains("PTTYPE=gpt");
    }

    @Test
    void masterBootRecordHasTheSamePartitions() throws Exception {
        run("partition", Map.of("MBR", "true"));
        assertThat(LoopDisk.run("partx", "-g", "-o", "NR,START,END,TYPE,FLAGS", "--show", disk.toString())
                        .replaceAll("[ \\t]+", " "))
                .contains("2 6144 71679 0xc 0x80", "3 71680 92159 0x82", "4 92160 260095 0x83");
    }

    @Test
    void everyFileSystemIsMadeAndCanBeMounted() throws Exception {
        run("partition", Map.of());
        run("format", Map.of());
        LoopDisk.run("e2fsck", "-f", "-n", disk + "?offset=" + 92160 * 512);
        assertThat(probe(71680)).contains("TYPE=swap", "LABEL=SWAP");
        assertThat(probe(6144)).contains("TYPE=vfat", "LABEL_FATBOOT=BOOT");
        assertThat(probe(92160)).contains("TYPE=ext4", "LABEL=ROOT");
    }

    @Test
    void mountsOnlyToTry() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: mounting needs root");
        LoopDisk.of(disk, 0, 0).close();
        String ext = STORAGE.replaceFirst("(?s)\\{\"mount\": \\{\"device\": \"/dev/mmcblk0p2.*?\\}\\}\\},", "");
        run("partition", Map.of("STORAGE", ext));
        run("format", Map.of("STORAGE", ext));
        assertThat(run("mount", Map.of("STORAGE", ext))).contains("mounted /dev/mmcblk0p4 as ext4 and let go of it");
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(root.toString());
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheDiskIsTouched() throws Exception {
        assertThatThrownBy(() -> run("partition", Map.of("STORAGE", STORAGE.replace("20480", "999999"))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("partition 3 (SWAP)")
                .hasMessageContaining("does not fit");
        assertThat(new RandomAccessFile(disk.toFile(), "r").length()).isEqualTo(128L << 20);
    }

    @Test
    void masterBootRecordOfALargeDiskIsRefusedUnlessItsPartitionsEndBelowTwoTebibytes() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(3L << 40);
            assertThatThrownBy(() -> run("partition", Map.of("MBR", "true")))
                    .isInstanceOf(ActionFailure.class)
                    .hasMessageContaining("partition 4 (ROOT) of /dev/mmcblk0")
                    .hasMessageContaining("use a GPT");
            file.seek(510);
            assertThat(file.readShort()).as("no table was written").isZero();
            run("partition", Map.of("MBR", "true", "STORAGE", STORAGE.replace("\"size\": 0", "\"size\": 4294000000")));
            file.seek(446 + 3 * 16 + 12);
            assertThat(Integer.toUnsignedLong(Integer.reverseBytes(file.readInt())))
                    .isEqualTo(4294000640L);
        }
        run("partition", Map.of());
    }

    @Test
    void metadataWithoutStorageIsAFailure() {
        assertThatThrownBy(() -> run("partition", Map.of("STORAGE", "{\"metadata\": {}}")))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("has no storage");
    }

    private String probe(long sector) throws Exception {
        return LoopDisk.run("blkid", "-p", "-o", "export", "-O", Long.toString(sector * 512), disk.toString());
    }

    private String run(String command, Map<String, String> more) throws Exception {
        java.util.Map<String, String> environment = new java.util.HashMap<>(Map.of("STORAGE", STORAGE));
        environment.putAll(more);
        HttpClient http = new HttpClient(
                Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(10));
        ActionContext context = Contexts.of(root, "kindling/rootio", List.of(command), environment);
        new RootIo(http).run(context);
        return Contexts.output(context).text();
    }
}
