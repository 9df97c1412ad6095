package dev.kindling.agent.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes below a directory as below a mount point; owners need root. */
class MountedFileSystemIT {

    @TempDir
    Path mountPoint;

    private MountedFileSystem files;

    @BeforeEach
    void fileSystem() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: setting owners needs root");
        Region region = new Region("/dev/sda2", Path.of("/dev/null"), 0, 0, true);
        files = new MountedFileSystem(region, "ext4", mountPoint, new Cancellation());
    }

    @Test
    void fileHasContentOwnerAndMode() throws Exception {
        files.writeInto(order("/etc/rancher/config.yaml", "first, and longer\n"));
        files.writeInto(order("/etc/rancher/config.yaml", "server: x\n"));
        Path file = mountPoint.resolve("etc/rancher/config.yaml");
        assertThat(file).hasContent("server: x\n");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(1000);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        try (var names = Files.list(file.getParent())) {
            assertThat(names).containsExactly(file);
        }
    }

    /** As /lib is where /usr was merged; the kernel would follow an absolute one into the running system. */
    @Test
    void directoriesThatAreLinksAreFollowedInsideTheFileSystem() throws Exception {
        Files.createDirectories(mountPoint.resolve("usr/lib/systemd"));
        Files.createSymbolicLink(mountPoint.resolve("lib"), Path.of("usr/lib"));
        Files.createSymbolicLink(mountPoint.resolve("etc"), Path.of("/../usr/etc"));
        files.writeInto(order("/lib/systemd/system/a.service", "[Unit]\n"));
        files.writeInto(order("/etc/passwd", "x"));
        assertThat(mountPoint.resolve("usr/lib/systemd/system/a.service")).hasContent("[Unit]\n");
        assertThat(mountPoint.resolve("usr/etc/passwd")).hasContent("x");
        assertThat(Files.getPosixFilePermissions(mountPoint.resolve("usr/etc")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(mountPoint.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> files.writeInto(order("/loop/x", "x")))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("symbolic links");
    }

    @Test
    void deviceThatCannotBeMountedIsNamed() {
        assertThatThrownBy(() -> files.write(order("/x", "x")))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("cannot mount /dev/sda2 as ext4");
    }

    private static FileOrder order(String path, String content) throws ActionFailure {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new FileOrder(FilePath.parse(path), bytes, 1000, 1000, 0640, 0750);
    }
}
