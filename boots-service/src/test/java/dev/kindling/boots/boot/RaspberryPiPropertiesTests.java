package dev.kindling.boots.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.contract.MacAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RaspberryPiPropertiesTests {

    private static final MachineProfile BOARD = new MachineProfile(
            new MacAddress("dc:a6:32:42:00:0b"),
            "",
            "pi",
            Optional.empty(),
            MachineProfile.BootMode.NETBOOT,
            true,
            "aarch64",
            Optional.empty());

    @Test
    void linesOfTheSiteComeBehindTheGeneratedOnesInTheirOrder() {
        RaspberryPiProperties lines =
                new RaspberryPiProperties(List.of("dtparam=spi=on", "dtoverlay=audremap", "[cm4]"));
        assertThat(files(lines).configTxt(BOARD))
                .endsWith("cmdline=cmdline.txt\ndtparam=spi=on\ndtoverlay=audremap\n[cm4]\n");
        assertThat(files(RaspberryPiProperties.NONE).configTxt(BOARD)).endsWith("cmdline=cmdline.txt\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dtoverlay=a\nkernel=b", "dtoverlay=\u00e4"})
    void lineThatTheFirmwareWouldReadAsSomethingElseIsRefused(String line) {
        List<String> lines = List.of(line);
        assertThatThrownBy(() -> new RaspberryPiProperties(lines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kindling.boots.raspberry-pi.config-txt")
                .hasMessageContaining(line);
    }

    private static GeneratedFiles files(RaspberryPiProperties lines) {
        BootsProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("kindling.boots", BootsProperties.class);
        return new GeneratedFiles(
                properties,
                new NfsRoot(properties),
                ServedAddresses.of(properties.address()),
                ClassicProperties.NONE,
                lines);
    }
}
