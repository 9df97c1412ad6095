package dev.kindling.provisioner.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads which Java a directory holds, without starting it. */
public final class JavaVersion {

    private JavaVersion() {}

    /** For example {@code 17.0.21}; empty when the directory is no Java home. */
    public static Optional<String> of(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
