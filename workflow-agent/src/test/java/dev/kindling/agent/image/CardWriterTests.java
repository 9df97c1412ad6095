package dev.kindling.agent.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.agent.disk.Region;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a device. A file stands for it: what is asked of both is the same. */
class CardWriterTests {

    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    /** 40 MiB: data, zeros, data. */
    private static byte[] image() {
        byte[] image = new byte[40 * MIB];
        Random random = new Random(42);
        byte[] data = new byte[MIB];
        random.nextBytes(data);
        System.arraycopy(data, 0, image, 0, MIB);
        System.arraycopy(data, 0, image, 39 * MIB, MIB);
        return image;
    }

    private Path disk(byte[] content) throws IOException {
        return Files.write(directory.resolve("disk"), content);
    }

    private CardWriter writer(Path disk) throws IOException {
        return new CardWriter(new Region("/dev/mmcblk0", disk, 0, Files.size(disk), true), false);
    }

    @Test
    void zerosAreNotWrittenWhereADeviceHoldsZeros() throws Exception {
        Path disk = disk(new byte[48 * MIB]);
        try (CardWriter writer = writer(disk)) {
            writer.copy(new ByteArrayInputStream(image()));
            assertThat(writer.position()).isEqualTo(40L * MIB);
            assertThat(writer.holes()).isEqualTo(38L * MIB);
        }
        assertThat(Arrays.copyOf(Files.readAllBytes(disk), 40 * MIB)).isEqualTo(image());
    }

    @Test
    void zerosReplaceWhatWasThere() throws Exception {
        byte[] old = new byte[48 * MIB];
        Arrays.fill(old, (byte) 0x55);
        Path disk = disk(old);
        try (CardWriter writer = writer(disk)) {
            writer.copy(new ByteArrayInputStream(image()));
            assertThat(writer.holes()).isZero();
        }
        assertThat(Arrays.copyOf(Files.readAllBytes(disk), 40 * MIB)).isEqualTo(image());
    }

    /** One block of something in the midst of zeros: that stretch is written, the next one is looked at again. */
    @Test
    void aDirtySpotCostsAStretchAndNoMore() throws Exception {
        byte[] old = new byte[48 * MIB];
        old[3 * MIB] = 1;
        old[3 * MIB + 100_000] = 1;
        Path disk = disk(old);
        try (CardWriter writer = writer(disk)) {
            writer.copy(new ByteArrayInputStream(image()));
            assertThat(writer.holes()).isEqualTo((38L - 16) * MIB);
        }
        assertThat(Arrays.copyOf(Files.readAllBytes(disk), 40 * MIB)).isEqualTo(image());
    }
}
