package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.disk.Wipe;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.runtime.Contexts;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent died while it had a file system of the disk mounted: the next one must not write under it. */
class MountedDiskIT {

    @TempDir
    Path root;

    @Test
    void diskThatIsMountedIsNotWrittenToUntilTheNextAgentHasUnmountedIt() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: mounts need root");
        Path image = root.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(16 << 20);
        }
        LoopDisk.run("mkfs.ext4", "-q", "-F", image.toString());
        Path run = root.resolve("run/kindling");
        Path point = run.resolve("tree/a mount");
        Files.createDirectories(point);
        byte[] content = new byte[1 << 20];
        java.util.Arrays.fill(content, (byte) 7);
        try (LoopDisk loop = LoopDisk.of(image, 0, 0).as(root.resolve("dev/sda"));
                ImageServer server = new ImageServer(content)) {
            LoopDisk.run("mount", "-t", "ext4", loop.device().toString(), point.toString());
            try {
                Map<String, String> environment = Map.of(
                        "DEST_DISK", "/dev/sda", "IMG_URL", server.uri().toString(), "INSECURE_NO_SHA256", "true");
                ActionRuntime write = new ImageToDisk(
                        new HttpClient(
                                Optional.empty(),
                                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                                Duration.ofSeconds(60)),
                        attempt -> {});
                for (ActionRuntime action : new ActionRuntime[] {write, new Wipe()}) {
                    assertThatThrownBy(() -> action.run(Contexts.of(root, "kindling/x", environment)))
                            .isInstanceOf(ActionFailure.class)
                            .hasMessageContaining("/dev/sda is in use")
                            .hasMessageContaining("mounted at " + point);
                }

                assertThat(Mount.clearBelow(run)).containsExactly(point);

                assertThat(write.run(Contexts.of(root, "kindling/x", environment))
                                .message())
                        .contains("wrote");
            } finally {
                if (!MountTable.read().below(run).isEmpty()) {
                    LoopDisk.run("umount", point.toString());
                }
            }
        }
    }
}
