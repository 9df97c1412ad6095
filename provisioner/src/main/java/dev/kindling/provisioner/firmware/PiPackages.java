package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's raspi-firmware and an arm64 kernel.
 *
 * @param root where they are unpacked, over one another
 */
record PiPackages(Path root) implements FirmwareSource {

    private static final String FIRMWARE = "usr/lib/raspi-firmware";
    private static final List<String> MODULES = List.of("usr/lib/modules", "lib/modules");

    static PiPackages unpack(List<Path> packages, Path scratch)
            throws IOException, InterruptedException, FirmwareException {
        Path root = Files.createDirectories(scratch.resolve("packages"));
        for (Path file : packages) {
            new Tool("dpkg-deb", "dpkg").run("-x", file.toString(), root.toString());
        }
        if (!Files.isDirectory(root.resolve(FIRMWARE))) {
            throw new FirmwareException("none of the packages has " + FIRMWARE + "; add that of raspi-firmware");
        }
        return new PiPackages(root);
    }

    @Override
    public void bootFiles(Path target) throws IOException, FirmwareException {
        PiDirectory.copy(root.resolve(FIRMWARE), target);
        List<Path> kernels = files(root.resolve("boot"), "vmlinuz-");
        if (kernels.size() != 1) {
            throw new FirmwareException("the packages have " + kernels.size()
                    + " kernels (boot/vmlinuz-*), not one; add one package linux-image-*-arm64");
        }
        String release = kernels.getFirst().getFileName().toString().substring("vmlinuz-".length());
        Files.copy(kernels.getFirst(), target.resolve("kernel8.img"));
        Path trees = root.resolve("usr/lib/linux-image-" + release + "/broadcom");
        for (Path tree : files(trees, "bcm27")) {
            Files.copy(tree, target.resolve(tree.getFileName().toString()));
        }
    }

    private static List<Path> files(Path directory, String prefix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private Path modules() {
        return MODULES.stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(root.resolve(MODULES.getFirst()));
    }

    @Override
    public List<String> kernels() throws IOException {
        return PiDirectory.names(modules());
    }

    @Override
    public void modules(String release, Path target) throws IOException {
        PiDirectory.copy(modules().resolve(release), target.resolve(release));
    }
}
