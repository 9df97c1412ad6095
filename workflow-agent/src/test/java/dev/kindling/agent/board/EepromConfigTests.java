package dev.kindling.agent.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Contexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** flashrom is a fake, and the EEPROM is a file: no Pi is here. */
class EepromConfigTests {

    @TempDir
    Path root;

    @BeforeEach
    void board() throws Exception {
        file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        file("dev/spidev0.0", "");
        Files.write(
                root.resolve("flash"),
                EepromImages.with("[all]\nBOOT_UART=1\nBOOT_ORDER=0xf41\n[gpio8=0]\nBOOT_ORDER=0xf21\n")
                        .bytes());
        program("flashrom", """
                #!/bin/sh
                # flashrom -p PROGRAMMER -r|-w FILE
                echo "flashrom $3" >> %1$s/calls
                case $3 in
                  -r) cp %1$s/flash "$4" ;;
                  -w) [ -e %1$s/protected ] || cp "$4" %1$s/flash ;;
                esac
                """.formatted(root));
    }

    @Test
    void networkComesFirstThenTheCardAndTheRestStays() throws Exception {
        assertThat(run("/dev/mmcblk0")).contains("was 0xf21, is 0xf12 and was read back");
        assertThat(flash()).isEqualTo("[all]\nBOOT_UART=1\n[gpio8=0]\n[all]\nBOOT_ORDER=0xf12\n");
    }

    @Test
    void networkComesFirstThenUsb() throws Exception {
        run("/dev/sda");
        assertThat(flash()).endsWith("BOOT_ORDER=0xf142\n");
    }

    @Test
    void secondRunWritesNothing() throws Exception {
        run("/dev/mmcblk0");
        assertThat(run("/dev/mmcblk0")).contains("is 0xf12 already; nothing was written");
        assertThat(Files.readString(root.resolve("calls"))).containsOnlyOnce("flashrom -w");
    }

    @Test
    void flashThatKeepsItsContentIsFoundOutAndTheWaysOutAreNamed() throws Exception {
        file("protected", "");
        assertThatThrownBy(() -> run("/dev/mmcblk0"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("reads back BOOT_ORDER 0xf21 after 0xf12 was written")
                .hasMessageContaining("two ways out");
    }

    @Test
    void otherBoardsAreLeftAlone() throws Exception {
        file("proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        assertThatThrownBy(() -> run("/dev/mmcblk0"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("Raspberry Pi 5");
        assertThat(root.resolve("calls")).doesNotExist();
    }

    @Test
    void diskThatAPiCannotBootIsRefused() {
        assertThatThrownBy(() -> run("/dev/vda"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/vda");
    }

    @Test
    void boardWhoseEepromIsOnNoBusIsToldHowToPutItThere() throws Exception {
        Files.delete(root.resolve("dev/spidev0.0"));
        assertThatThrownBy(() -> run("/dev/mmcblk0"))
                .isInstanceOf(ActionFailure.class)
                .hasMessageContaining("/dev/spidev0.0 is not there")
                .hasMessageContaining("kindling.boots.raspberry-pi.config-txt");
    }

    private String flash() throws Exception {
        return new EepromImage(Files.readAllBytes(root.resolve("flash"))).configuration();
    }

    private String run(String disk) throws Exception {
        return new EepromConfig()
                .run(Contexts.of(root, "kindling/eeprom-config", Map.of("DEST_DISK", disk)))
                .message();
    }

    private void program(String name, String text) throws IOException {
        file("usr/sbin/" + name, text);
        assertThat(root.resolve("usr/sbin/" + name).toFile().setExecutable(true))
                .isTrue();
    }

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
