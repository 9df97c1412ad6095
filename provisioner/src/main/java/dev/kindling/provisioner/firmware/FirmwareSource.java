package dev.kindling.provisioner.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where boot files, and the modules of their kernel, come from. */
sealed interface FirmwareSource permits PiImage, PiDirectory, PiPackages {

    /** Copies the boot files, {@code start4.elf} beside the rest. */
    void bootFiles(Path target) throws IOException, InterruptedException, FirmwareException;

    /** The kernels it has modules of. */
    List<String> kernels() throws IOException, InterruptedException, FirmwareException;

    /** Copies the modules of one of them, to a directory with its name. */
    void modules(String release, Path target) throws IOException, InterruptedException, FirmwareException;

    /** What the paths are: packages, a directory, or an image. */
    static FirmwareSource of(List<Path> paths, Path scratch)
            throws IOException, InterruptedException, FirmwareException {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new FirmwareException("there is no " + path);
            }
        }
        if (paths.stream().allMatch(path -> path.toString().endsWith(".deb"))) {
            return PiPackages.unpack(paths, scratch);
        }
        if (paths.size() != 1) {
            throw new FirmwareException("give one image, one directory, or Debian packages (*.deb)");
        }
        Path path = paths.getFirst();
        return Files.isDirectory(path) ? PiDirectory.of(path) : PiImage.open(path);
    }
}
