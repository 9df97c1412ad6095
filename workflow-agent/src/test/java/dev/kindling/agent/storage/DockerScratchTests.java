package dev.kindling.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.disk.LoopDisk;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerScratchTests {

    private static final long SIZE = 64L << 20;

    @TempDir
    Path root;

    private Path docker;

    @BeforeEach
    void machine() throws IOException {
        docker = root.resolve("var/lib/docker");
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("run"));
    }

    @Test
    void dockerIsOnThePartitionAlsoWhenTheActionRunsAgain() throws Exception {
        Path file = file("disk");
        try (LoopDisk disk = LoopDisk.of(file, 0, SIZE).as(root.resolve("dev/sda3"))) {
            assertThat(disk.device()).exists();
            try {
                assertThat(run("/dev/sda3"))
                        .isEqualTo("/var/lib/docker is on /dev/sda3, 67108864 bytes (64 MiB), until the next boot");
                assertThat(LoopDisk.run("findmnt", "-n", "-o", "FSTYPE,LABEL", docker.toString()))
                        .contains("ext4", "docker-scratch");
                Files.createFile(docker.resolve("layer"));

                run("/dev/sda3");

                assertThat(docker.resolve("layer")).as("formatted anew").doesNotExist();
                assertThat(LoopDisk.run("findmnt", "-n", "-o", "TARGET", docker.toString())
                                .lines())
                        .hasSize(1);
            } finally {
                LoopDisk.run("umount", docker.toString());
            }
        }
    }

    @Test
    void partitionWithoutADeviceIsRefused() throws Exception {
        file("dev/sda");
        assertThatThrownBy(() -> run("/dev/sda"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/sda is no partition this kernel has a device for");
    }

    @Test
    void dockerThatRunsKeepsItsDirectory() throws Exception {
        Files.writeString(
                root.resolve("run/docker.pid"), ProcessHandle.current().pid() + "\n");
        Path file = file("disk");
        try (LoopDisk disk = LoopDisk.of(file, 0, SIZE).as(root.resolve("dev/sda3"))) {
            assertThat(disk.device()).exists();
            assertThatThrownBy(() -> run("/dev/sda3"))
                    .isInstanceOf(ActionFailure.class)
                    .hasMessageContaining("put docker-scratch before the first action that is a container");
        }
    }

    private String run(String partition) throws Exception {
        return new DockerScratch()
                .run(Contexts.of(root, "kindling/docker-scratch", Map.of("DEST_DISK", partition)))
                .message();
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(SIZE);
        }
        return file;
    }
}
