package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TftpPropertiesTests {

    @Test
    void defaultsFillAnEthernetFrame() {
        TftpProperties properties = bind(Map.of());
        assertThat(properties.port()).isEqualTo(69);
        assertThat(properties.maximumBlockSize()).isEqualTo(1468);
        assertThat(properties.maximumWindow()).isEqualTo(64);
        assertThat(properties.threads()).isBetween(1, 4);
    }

    @Test
    void everyPropertyIsBound() {
        TftpProperties properties = bind(Map.of(
                "kindling.boots.tftp.port", "1069",
                "kindling.boots.tftp.maximum-block-size", "512",
                "kindling.boots.tftp.maximum-window", "1",
                "kindling.boots.tftp.maximum-transfers", "7",
                "kindling.boots.tftp.threads", "3",
                "kindling.boots.tftp.ports", "one",
                "kindling.boots.tftp.roll-over", "1",
                "kindling.boots.tftp.batches", "false"));
        assertThat(properties).isEqualTo(new TftpProperties(null, 1069, 512, 1, 7, 3, PortMode.ONE, 1, false));
    }

    @ParameterizedTest
    @CsvSource({"maximum-block-size, 7", "maximum-block-size, 65465", "maximum-window, 0", "threads, 65", "roll-over, 2"
    })
    void aValueOutOfRangeIsRefusedByName(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("kindling.boots.tftp." + name, value)))
                .hasStackTraceContaining("kindling.boots.tftp." + name + " is " + value);
    }

    @Test
    void eachContainerIsKnownByItsMark(@TempDir Path root) throws IOException {
        assertThat(PortMode.isContainer(root, Set.of("PATH"))).isFalse();
        assertThat(PortMode.isContainer(root, Set.of("container"))).isTrue();
        assertThat(PortMode.isContainer(root, Set.of("KUBERNETES_SERVICE_HOST")))
                .as("a pod of containerd")
                .isTrue();
        Files.createDirectories(root.resolve("run"));
        for (String mark : List.of(".dockerenv", "run/.containerenv")) {
            Files.createFile(root.resolve(mark));
            assertThat(PortMode.isContainer(root, Set.of())).as(mark).isTrue();
            Files.delete(root.resolve(mark));
        }
    }

    private static TftpProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kindling.boots.tftp", TftpProperties.class);
    }
}
