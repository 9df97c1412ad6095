package dev.kindling.agent.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.file.CardFixture;
import dev.kindling.agent.file.WriteFile;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.ImageServer;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveToDiskIT {

    private static final long EXT = 10L << 20;
    private static final String TREE = """
            set -e
            umask 022
            mkdir -p usr/lib/modules/6.1 etc/empty usr/bin "a b"
            ln -s usr/lib lib
            ln -s /etc abs
            printf 'hello\\n' > etc/hostname
            : > etc/nothing
            seq 1 450000 > usr/lib/big
            cp etc/hostname usr/bin/su; chmod 4755 usr/bin/su
            ln etc/hostname etc/same
            ln etc/hostname etc/twin
            printf x > "a b/naïve name with 'quote"
            long=$(printf 'n%.0s' $(seq 120))
            printf long > "etc/$long"
            ln -s "$(printf 't%.0s' $(seq 110))" etc/longlink
            printf private > etc/shadow; chmod 640 etc/shadow; chown 7:42 etc/shadow
            chmod 1777 etc/empty
            find . -exec touch -h -d @1700000000 {} +
            """;

    @TempDir
    Path root;

    private Path machine;
    private Path tar;

    @BeforeEach
    void machine() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/mcopy")) && Files.isExecutable(Path.of("/usr/sbin/debugfs")),
                "skipped: needs the Debian packages mtools and e2fsprogs");
        machine = root.resolve("machine");
        Files.createDirectories(machine.resolve("dev"));
        CardFixture.make(machine.resolve("dev/mmcblk0"));
        tar = root.resolve("tree.tar");
        pack(TREE, "");
    }

    private void pack(String script, String options) throws Exception {
        String work = root.resolve("tree") + "";
        LoopDisk.run("sh", "-c", "rm -rf " + work + "; mkdir " + work + "; cd " + work + "\n" + script);
        LoopDisk.run("sh", "-c", "tar -C " + work + " " + options + " --numeric-owner -cf " + tar + " .");
    }

    @Test
    void bothAdaptersLeaveTheSameFiles() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: owners and mounts need root");
        Path mounted = root.resolve("mounted");
        Files.createDirectories(mounted.resolve("dev"));
        Path copy = root.resolve("copy.img");
        Files.copy(machine.resolve("dev/mmcblk0"), copy);
        try (LoopDisk loop = LoopDisk.of(copy, EXT, 0).as(mounted.resolve("dev/mmcblk0p2"))) {
            fill(machine);
            fill(mounted);
            assertThat(loop.device()).exists();
        }
        String byTools = listing(machine.resolve("dev/mmcblk0"));
        String byMount = listing(copy);
        assertThat(byTools)
                .isEqualTo(byMount)
                .contains("usr/lib/modules/6.1/module.ko f 644 0 0")
                .contains("usr/bin/su f 4755", "etc/shadow f 640 7 42 7", "etc/empty d 1777")
                .contains("etc/twin f 644 0 0 6 1700000000  2", "etc/same l 777", "etc/nothing f 644 0 0 3")
                .contains("lib l 777 0 0 7 1700000000 usr/lib", "etc/rancher/config.yaml f 600 5 0");
        LoopDisk.run("e2fsck", "-f", "-n", machine.resolve("dev/mmcblk0") + "?offset=" + EXT);
        LoopDisk.run("e2fsck", "-f", "-n", copy + "?offset=" + EXT);
    }

    /** A tree, then a second one that goes through a link of the first and replaces what it left, then a file. */
    private void fill(Path where) throws Exception {
        pack(TREE, "");
        unpack(where, Map.of());
        pack(
                "mkdir -p lib/modules/6.1 abs; printf 'ko!\\n' > lib/modules/6.1/module.ko; printf new > abs/nothing;"
                        + " ln -s elsewhere abs/same; touch -h -d @1700000000 lib/modules/6.1/module.ko abs/nothing"
                        + " abs/same lib/modules/6.1 lib/modules lib abs .",
                "--format=pax");
        unpack(where, Map.of());
        Map<String, String> file = Map.of(
                "DEST_DISK", "/dev/mmcblk0p2",
                "FS_TYPE", "ext4",
                "DEST_PATH", "/etc/rancher/config.yaml",
                "CONTENTS", "server: x\n",
                "UID", "5",
                "MODE", "0600");
        new WriteFile().run(Contexts.of(where, "kindling/writefile", file));
    }

    private String listing(Path image) throws Exception {
        Path point = root.resolve("look");
        Files.createDirectories(point);
        try (LoopDisk loop = LoopDisk.of(image, EXT, 0)) {
            LoopDisk.run("mount", "-t", "ext4", "-o", "ro", loop.device().toString(), point.toString());
            try {
                String files = LoopDisk.run(
                        "sh",
                        "-c",
                        "cd " + point + " && find . -name lost+found -prune -o -path './etc/rancher*' -printf"
                                + " '%P %y %m %U %G\\n' -o -type l -printf '%P %y %m %U %G %s %T@ %l %n\\n' -o -type d"
                                + " -printf '%P %y %m %U %G %n\\n' -o -printf '%P %y %m %U %G %s %T@ %l %n\\n' | sed"
                                + " 's/\\.0000000000//' | sort; find . -type f -exec sha256sum {} + | sort");
                return files;
            } finally {
                LoopDisk.run("umount", point.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "zstd -q", "xz -0", "bzip2"})
    void packingIsFoundByContent(String packer) throws Exception {
        LoopDisk.run("sh", "-c", packer + " < " + tar + " > " + root + "/packed");
        byte[] packed = Files.readAllBytes(root.resolve("packed"));
        String said = run(machine, packed, 700_000, Map.of("SHA256", sha256(packed)));
        assertThat(said).startsWith("unpacked ");
        assertThat(LoopDisk.run(
                        "debugfs", "-R", "cat /etc/hostname", machine.resolve("dev/mmcblk0") + "?offset=" + EXT))
                .contains("hello");
    }

    @Test
    void extendedAttributesThatAreNotRestoredAreSaid() throws Exception {
        pack("mkdir bin; echo x > bin/ping; echo y > bin/ls", "--format=pax --pax-option=SCHILY.xattr.user.note:=kept");
        byte[] packed = Files.readAllBytes(tar);
        String said = run(machine, packed, Integer.MAX_VALUE, Map.of("SHA256", sha256(packed)));
        assertThat(said).contains("(without the extended attributes of 3)");
    }

    @Test
    void wrongChecksumOfTheTarFileFails() {
        assertThatThrownBy(() -> unpack(machine, Map.of("TARFILE_CHECKSUM", "sha256:" + "0".repeat(64))))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("checksum of the tar file");
    }

    @Test
    void noChecksumIsAskedFor() {
        assertThatThrownBy(() -> run(machine, Files.readAllBytes(tar), Integer.MAX_VALUE, Map.of()))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("INSECURE_NO_TARFILE_CHECKSUM_VERIFICATION");
    }

    @Test
    void memberThatLeavesTheTargetIsRefused() throws Exception {
        LoopDisk.run(
                "sh", "-c", "cd " + root + " && echo x > evil && tar -cPf " + tar + " --transform=s,^,../../, evil");
        assertThatThrownBy(() -> unpack(machine, Map.of()))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("'../../evil' would leave the target directory");
    }

    /** A link of the archive and a member behind it, which no tar makes of a tree. */
    @ParameterizedTest
    @ValueSource(strings = {"/etc", "../../etc", "/srv/other", "/srv/app/../application", "up"})
    void linkOfTheArchiveDoesNotLeadOutOfTheTarget(String target) throws Exception {
        pack("mkdir -p etc srv/application srv/app; printf old > etc/shadow; ln -s /etc srv/app/up", "");
        unpack(machine, Map.of());
        for (String member : List.of("x/shadow", "x/new/shadow")) {
            through(target, member);
            assertThatThrownBy(() -> unpack(machine, Map.of("DEST_PATH", "/srv/app")))
                    .isInstanceOf(ActionFailure.class)
                    .hasMessageContaining("leads by a link of the archive itself")
                    .hasMessageContaining("out of /srv/app");
        }
        String image = machine.resolve("dev/mmcblk0") + "?offset=" + EXT;
        assertThat(LoopDisk.run("debugfs", "-R", "cat /etc/shadow", image)).contains("old");
        assertThat(LoopDisk.run("debugfs", "-R", "stat /etc/new", image)).doesNotContain("Inode:");
    }

    @Test
    void linkOfTheArchiveIsFollowedWithinTheTargetAndOneOfTheDiskWithinItsFileSystem() throws Exception {
        pack("mkdir -p etc srv/app; ln -s /etc srv/app/disk", "");
        unpack(machine, Map.of());
        through("/srv/app/real", "x/file");
        unpack(machine, Map.of("DEST_PATH", "/srv/app"));
        pack("mkdir disk; printf new > disk/file", "");
        unpack(machine, Map.of("DEST_PATH", "/srv/app"));
        String image = machine.resolve("dev/mmcblk0") + "?offset=" + EXT;
        assertThat(LoopDisk.run("debugfs", "-R", "cat /srv/app/real/file", image))
                .contains("evil");
        assertThat(LoopDisk.run("debugfs", "-R", "cat /etc/file", image)).contains("new");
    }

    /** Packs a link x and a member behind it. */
    private void through(String target, String member) throws Exception {
        pack("ln -s " + target + " x", "");
        String work = root.resolve("behind").toString();
        LoopDisk.run(
                "sh",
                "-c",
                "rm -rf %1$s; mkdir -p $(dirname %1$s/%2$s); printf evil > %1$s/%2$s; tar -C %1$s --numeric-owner -rf %3$s %2$s"
                        .formatted(work, member, tar));
    }

    @Test
    void fatTakesFilesAndDirectories() throws Exception {
        pack("mkdir -p overlays; printf k > kernel8.img; printf o > overlays/vc4.dtbo", "");
        Map<String, String> fat = Map.of("DEST_DISK", "/dev/mmcblk0p1", "FS_TYPE", "vfat", "DEST_PATH", "/firmware");
        unpack(machine, fat);
        CardFixture card = new CardFixture(machine.resolve("dev/mmcblk0"));
        assertThat(card.fat("mtype", "::/firmware/overlays/vc4.dtbo")).isEqualTo("o");
    }

    private void unpack(Path where, Map<String, String> more) throws Exception {
        byte[] bytes = Files.readAllBytes(tar);
        Map<String, String> environment = new HashMap<>();
        environment.put("TARFILE_CHECKSUM", "sha256:" + sha256(bytes));
        environment.putAll(more);
        run(where, bytes, Integer.MAX_VALUE, environment);
    }

    private String run(Path where, byte[] served, int cutAfter, Map<String, String> more) throws Exception {
        try (ImageServer server = new ImageServer(served)) {
            server.cutAfter = cutAfter;
            Map<String, String> environment = new HashMap<>();
            environment.put("DEST_DISK", "/dev/mmcblk0p2");
            environment.put("FS_TYPE", "ext4");
            environment.put("ARCHIVE_URL", server.uri().toString());
            environment.putAll(more);
            ActionContext context = Contexts.of(where, "kindling/archive2disk", environment);
            HttpClient http = new HttpClient(
                    Optional.empty(), (SSLSocketFactory) SSLSocketFactory.getDefault(), Duration.ofSeconds(10));
            return new ArchiveToDisk(http, attempt -> {}).run(context).message();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
