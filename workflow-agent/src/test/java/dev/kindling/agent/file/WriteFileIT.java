package dev.kindling.agent.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteFileIT {

    @TempDir
    Path root;

    private CardFixture card;

    @BeforeEach
    void machine() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/mcopy")) && Files.isExecutable(Path.of("/usr/sbin/debugfs")),
                "skipped: needs the Debian packages mtools and e2fsprogs");
        Files.createDirectories(root.resolve("dev"));
        card = CardFixture.make(root.resolve("dev/mmcblk0"));
    }

    @Test
    void fatFileIsWrittenIntoNewDirectories() throws Exception {
        write("p1", "vfat", "/user data/deep/user-data.yaml", "#cloud-config\n");
        assertThat(card.fat("mtype", "::/user data/deep/user-data.yaml")).isEqualTo("#cloud-config\n");
    }

    @Test
    void fatFileIsReplaced() throws Exception {
        write("p1", "fat32", "/cmdline.txt", "a long first line that is longer\n");
        write("p1", "fat32", "/cmdline.txt", "short\n");
        assertThat(card.fat("mtype", "::/cmdline.txt")).isEqualTo("short\n");
        assertThat(card.fat("mdir", "::")).containsOnlyOnce("cmdline  txt");
    }

    @Test
    void extFileHasContentOwnerAndMode() throws Exception {
        write("p2", "ext4", "/etc/rancher/k3s/config.yaml", "server: x\n");
        assertThat(card.ext("cat /etc/rancher/k3s/config.yaml")).isEqualTo("server: x\n");
        assertThat(card.ext("stat /etc/rancher/k3s/config.yaml"))
                .contains("Type: regular", "Mode:  0640", "Links: 1")
                .containsPattern("User:\\s+1000\\s+Group:\\s+100000");
        assertThat(card.ext("stat /etc/rancher")).contains("Type: directory", "Mode:  0750");
        assertThat(card.fsck()).isZero();
    }

    @Test
    void directoryThatIsALinkIsFollowedInsideTheFileSystem() throws Exception {
        write("p2", "ext4", "/usr/lib/os-release", "old\n");
        String image = root.resolve("dev/mmcblk0") + "?offset=" + CardFixture.EXT;
        for (String link : new String[] {"/lib usr/lib", "/etc /../usr/" + "long/".repeat(20) + "etc"}) {
            LoopDisk.run("debugfs", "-w", "-R", "symlink " + link, image);
        }
        write("p2", "ext4", "/lib/systemd/system/a.service", "[Unit]\n");
        write("p2", "ext4", "/etc/hostname", "n\n");
        assertThat(card.ext("cat /usr/lib/systemd/system/a.service")).isEqualTo("[Unit]\n");
        assertThat(card.ext("cat /usr/" + "long/".repeat(20) + "etc/hostname")).isEqualTo("n\n");
        assertThat(card.ext("stat /lib")).contains("Type: symlink");
        assertThat(card.fsck()).isZero();
    }

    @Test
    void extFileIsReplacedAndItsBlocksAreFreed() throws Exception {
        write("p2", "ext4", "/big", "x".repeat(5 << 20));
        write("p2", "ext4", "/big", "y".repeat(5 << 20));
        write("p2", "ext4", "/big", "z\n");
        assertThat(card.ext("cat /big")).isEqualTo("z\n");
        assertThat(card.ext("ls -p /")).doesNotContain(".kindling");
        assertThat(card.fsck()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"p1, vfat, 9", "p2, ext4, 17"})
    void fullFileSystemFails(String partition, String type, int mebibytes) {
        assertThatThrownBy(() -> write(partition, type, "/too-big", "x".repeat(mebibytes << 20)))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/too-big")
                .hasMessageContaining("/dev/mmcblk0" + partition);
    }

    @Test
    void emptyFileIsWritten() throws Exception {
        write("p1", "vfat", "/ssh", "");
        write("p2", "ext4", "/empty", "");
        assertThat(card.fat("mdir", "::")).contains("ssh");
        assertThat(card.ext("stat /empty")).contains("Size: 0");
    }

    @Test
    void partitionWithoutTheFileSystemIsNamed() {
        assertThatThrownBy(() -> write("p1", "ext4", "/etc/hostname", "n"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/mmcblk0p1 holds no ext file system");
        assertThatThrownBy(() -> write("p2", "vfat", "/hostname", "n"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/mmcblk0p2");
    }

    @Test
    void missingPartitionIsNamedTogetherWithThoseThatAreThere() {
        assertThatThrownBy(() -> write("p3", "ext4", "/x", "n"))
                .isInstanceOf(ActionFailure.class)
                .hasMessage("the partition table of /dev/mmcblk0 has no partition 3, it has [1, 2]");
    }

    @Test
    void listedNamesAreExpandedAndOthersStay() throws Exception {
        Map<String, String> environment =
                environment("p2", "ext4", "/token", "${TOKEN} ${cluster.server} ${OTHER} $x ${");
        environment.put("EXPAND", "TOKEN cluster.server");
        environment.put("TOKEN", "value ${OTHER}");
        new WriteFile().run(Contexts.of(root, "kindling/writefile", environment));
        assertThat(card.ext("cat /token")).isEqualTo("value ${OTHER} https://192.168.42.11:6443 ${OTHER} $x ${");
    }

    @Test
    void listedNameWithoutValueFails() {
        Map<String, String> environment = environment("p2", "ext4", "/token", "${TOKEN}");
        environment.put("EXPAND", "TOKEN");
        assertThatThrownBy(() -> new WriteFile().run(Contexts.of(root, "kindling/writefile", environment)))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("EXPAND lists 'TOKEN'");
    }

    @Test
    void contentIsLeftBehindNowhereElse() throws Exception {
        write("p2", "ext4", "/secret", "s3cret");
        try (var files = Files.walk(root.resolve("run"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"etc/x", "/etc/../x", "/", "/etc/", "/a\"b", "/a:b"})
    void oddPathIsRefused(String path) {
        assertThatThrownBy(() -> write("p2", "ext4", path, "n"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("DEST_PATH '" + path + "'");
    }

    private void write(String partition, String type, String path, String content) throws Exception {
        ActionContext context = Contexts.of(root, "kindling/writefile", environment(partition, type, path, content));
        new WriteFile().run(context);
    }

    private static Map<String, String> environment(String partition, String type, String path, String content) {
        return new HashMap<>(Map.of(
                "DEST_DISK",
                "/dev/mmcblk0" + partition,
                "FS_TYPE",
                type,
                "DEST_PATH",
                path,
                "CONTENTS",
                content,
                "UID",
                "1000",
                "GID",
                "100000",
                "MODE",
                "0640",
                "DIRMODE",
                "0750"));
    }
}
