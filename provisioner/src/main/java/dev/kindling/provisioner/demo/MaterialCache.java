package dev.kindling.provisioner.demo;

import dev.kindling.simulator.material.DemoMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Where the stand-in firmware and image are kept from one run to the next. */
final class MaterialCache {

    private MaterialCache() {}

    /** Puts the material where boots looks by default, without replacing what is there. */
    static void install(DemoMaterial material, Path data) throws IOException {
        copy(material.firmware(), data.resolve("firmware"));
        copy(material.images(), data.resolve("images"));
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(from)) {
            files = paths.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            if (!Files.exists(target)) {
                // With its time: boots holds back what was written to a moment ago.
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** The user's cache; without a home of its own, the directory of the run. */
    static Path directory(Path run) {
        String cache = System.getenv("XDG_CACHE_HOME");
        String home = System.getenv().getOrDefault("HOME", "");
        Path base = cache != null && cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache");
        try {
            Path wanted = Files.createDirectories(base.resolve("kindling"));
            return Files.isWritable(wanted) ? wanted.resolve("material") : run.resolve("material");
        } catch (IOException e) {
            return run.resolve("material");
        }
    }
}
