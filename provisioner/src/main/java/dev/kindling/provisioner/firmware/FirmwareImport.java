package dev.kindling.provisioner.firmware;

import dev.kindling.provisioner.firmware.FirmwareStore.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings boot files in: copied, checked, with the modules of their kernel in a root tree and an initramfs of ours.
 *
 * @param root the root tree; empty: boot files only, for a kernel that mounts its root by itself
 * @param progress told what is being done
 */
record FirmwareImport(FirmwareStore store, Optional<RootTree> root, Consumer<String> progress) {

    /** What the firmware takes for {@code kernel8.img} by {@code auto_initramfs=1}. */
    private static final String INITRAMFS = "initramfs8";

    /** Made by boots for each board and each boot. */
    private static final List<String> GENERATED = List.of("config.txt", "cmdline.txt");

    /** @param name empty: the release of the kernel */
    Version run(List<Path> paths, Optional<String> name) throws IOException, InterruptedException, FirmwareException {
        try (Scratch scratch = new Scratch(store.scratch())) {
            progress.accept("Reading the boot files");
            FirmwareSource source = FirmwareSource.of(paths, scratch.directory());
            Path prepared = scratch.directory().resolve("boot");
            source.bootFiles(prepared);
            for (String generated : GENERATED) {
                Files.deleteIfExists(prepared.resolve(generated));
            }
            PiBootFiles files = new PiBootFiles(prepared);
            String release = check(files);
            String version = name.orElse(release);
            store.mustBeNew(version);
            if (root.isPresent()) {
                takeModules(source, root.get(), release, prepared);
            }
            Version added = new Version(
                    version,
                    release,
                    root.map(RootTree::name).orElse(""),
                    String.valueOf(paths.getFirst().toAbsolutePath().getFileName()));
            store.add(prepared, added);
            return added;
        }
    }

    private static String check(PiBootFiles files) throws IOException, FirmwareException {
        List<String> missing = files.missing();
        if (!missing.isEmpty()) {
            throw new FirmwareException(
                    "a Raspberry Pi 4 could not boot from these files; missing: " + String.join(", ", missing));
        }
        return files.kernelRelease()
                .orElseThrow(() -> new FirmwareException(PiBootFiles.KERNEL
                        + " does not say which kernel it is (no 'Linux version'), so no modules can be found for it"));
    }

    private void takeModules(FirmwareSource source, RootTree tree, String release, Path prepared)
            throws IOException, InterruptedException, FirmwareException {
        List<String> there = tree.kernels();
        List<String> coming = source.kernels();
        if (!there.contains(release) && !coming.contains(release)) {
            throw new FirmwareException("kernel " + release + " (" + PiBootFiles.KERNEL
                    + ") has no modules: the source has those of " + named(coming) + ", the root tree " + tree.name()
                    + " those of " + named(there)
                    + "; without them there is no overlay. Import kernel and modules of the same release");
        }
        progress.accept("Taking the modules of " + release + " into the root tree " + tree.name());
        tree.add(source, release);
        progress.accept("Making its initramfs");
        tree.initramfs(release, prepared.resolve(INITRAMFS));
    }

    private static String named(List<String> kernels) {
        return kernels.isEmpty() ? "no kernel" : String.join(", ", kernels);
    }
}
