package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A root tree that machines boot, as far as a kernel needs it.
 *
 * @param directory {@code roots/NAME} in the data directory
 */
record RootTree(Path directory) {

    /** The one with this name; with none, that which machines get, or the only one there is. */
    static Optional<RootTree> find(Path data, Optional<String> name) throws IOException, FirmwareException {
        Path roots = data.resolve("roots");
        if (name.isPresent()) {
            Path chosen = roots.resolve(name.get());
            if (!Files.isDirectory(chosen)) {
                throw new FirmwareException("there is no root tree " + chosen + "; deploy/nfsroot/build makes one");
            }
            return Optional.of(new RootTree(chosen.toRealPath()));
        }
        Path current = roots.resolve("current");
        if (Files.isDirectory(current)) {
            return Optional.of(new RootTree(current.toRealPath()));
        }
        List<Path> all = trees(roots);
        return all.size() == 1 ? Optional.of(new RootTree(all.getFirst().toRealPath())) : Optional.empty();
    }

    private static List<Path> trees(Path roots) throws IOException {
        if (!Files.isDirectory(roots)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(roots)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    String name() {
        return directory.getFileName().toString();
    }

    private Path modules() {
        return directory.resolve("usr/lib/modules");
    }

    List<String> kernels() throws IOException {
        return PiDirectory.names(modules());
    }

    /** Takes the modules of a kernel in, whole or not at all; those it has stay as they are. */
    void add(FirmwareSource source, String release) throws IOException, InterruptedException, FirmwareException {
        if (kernels().contains(release)) {
            return;
        }
        Files.createDirectories(modules());
        Path aside = Files.createTempDirectory(modules(), ".import-");
        try {
            source.modules(release, aside);
            Files.move(aside.resolve(release), modules().resolve(release), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Scratch.delete(aside);
        }
    }

    /** The small initramfs of this kernel. */
    void initramfs(String release, Path output) throws IOException, InterruptedException, FirmwareException {
        Path script = Path.of(System.getProperty("kindling.home", "."), "deploy/nfsroot/initramfs");
        new Tool(script.toString(), "kmod, cpio and xz-utils").run(directory.toString(), release, output.toString());
    }
}
