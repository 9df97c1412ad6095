package dev.kindling.provisioner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What a board downloads and what its Java must be able to read. */
class AgentJarIT {

    private static final long LARGEST = 16L << 20;
    private static final int JAVA_17 = 61;

    private final Path jar = RunningKindling.jar().resolveSibling("workflow-agent.jar");

    @Test
    void agentHasAtMostSixteenMebibytes() throws IOException {
        assertThat(Files.size(jar)).isPositive().isLessThanOrEqualTo(LARGEST);
    }

    @Test
    void agentsOwnClassesAreForJava17() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream()
                            .filter(entry -> entry.getName().startsWith("dev/kindling/")
                                    && entry.getName().endsWith(".class")))
                    .isNotEmpty()
                    .allSatisfy(entry -> {
                        try (DataInputStream in = new DataInputStream(file.getInputStream(entry))) {
                            assertThat(in.readInt()).isEqualTo(0xcafebabe);
                            in.readUnsignedShort();
                            assertThat(in.readUnsignedShort())
                                    .as(entry.getName())
                                    .isLessThanOrEqualTo(JAVA_17);
                        }
                    });
        }
    }
}
