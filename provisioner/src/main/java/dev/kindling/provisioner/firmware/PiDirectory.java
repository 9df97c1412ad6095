package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory with boot files: a checkout of the firmware, a mounted boot partition, or a whole root.
 *
 * @param boot the one with {@code start4.elf}
 * @param modules the one with a directory for each kernel; need not exist
 */
record PiDirectory(Path boot, Path modules) implements FirmwareSource {

    /** Looked for in this order. */
    private static final List<String> BOOT = List.of("", "boot/firmware", "boot");

    private static final List<String> MODULES =
            List.of("usr/lib/modules", "lib/modules", "modules", "../modules", "../../usr/lib/modules");

    static PiDirectory of(Path directory) throws FirmwareException {
        Path boot = BOOT.stream()
                .map(directory::resolve)
                .filter(place -> Files.isRegularFile(place.resolve("start4.elf")))
                .findFirst()
                .orElseThrow(() -> new FirmwareException(
                        directory + " has no start4.elf, neither there nor in boot/firmware or boot below it"));
        Path modules = MODULES.stream()
                .map(directory::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(directory.resolve(MODULES.getFirst()));
        return new PiDirectory(boot, modules);
    }

    @Override
    public void bootFiles(Path target) throws IOException {
        copy(boot, target);
    }

    @Override
    public List<String> kernels() throws IOException {
        return names(modules);
    }

    @Override
    public void modules(String release, Path target) throws IOException {
        copy(modules.resolve(release), target.resolve(release));
    }

    static List<String> names(Path modules) throws IOException {
        if (!Files.isDirectory(modules)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(modules)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Files as they are; links are followed where they lead to a file inside, and left out otherwise. */
    static void copy(Path from, Path to) throws IOException {
        Path real = from.toRealPath();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(real.relativize(directory).toString()));
                return directory.getFileName().toString().equals(".git") && !directory.equals(real)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (Files.isRegularFile(file) && file.toRealPath().startsWith(real)) {
                    Files.copy(
                            file,
                            to.resolve(real.relativize(file).toString()),
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
