package dev.kindling.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MountTableTests {

    private final MountTable table = MountTable.parse(List.of(
            "21 1 0:19 / / rw,relatime - tmpfs tmpfs rw",
            "36 21 179:2 / /run/kindling/tree/mount rw,nosuid master:1 shared:3 - ext4 /dev/mmcblk0p2 rw",
            "37 36 179:1 / /run/kindling/tree/mount/boot\\040dir rw - vfat /dev/mmcblk0p1 rw",
            "38 21 8:1 / /var/lib/docker rw - ext4 /dev/sda1 rw",
            "no mount at all"));

    @Test
    void mountPointsBelowADirectoryComeNewestFirst() {
        assertThat(table.below(Path.of("/run/kindling")))
                .containsExactly(Path.of("/run/kindling/tree/mount/boot dir"), Path.of("/run/kindling/tree/mount"));
        assertThat(table.below(Path.of("/run/kind"))).isEmpty();
    }

    @Test
    void anyPartitionOfADiskThatIsMountedIsFound() {
        assertThat(table.of(Set.of("179:0", "179:1", "179:2")).orElseThrow().source())
                .isEqualTo("/dev/mmcblk0p2");
        assertThat(table.of(Set.of("8:0", "8:2"))).isEmpty();
    }
}
