package dev.kindling.boots.ipxe;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.nfs.tree.TreeChoice;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The kernel in a machine's root tree, whose modules are there too, and the initramfs that mounts that tree. */
@Component
public final class TreeKernels {

    static final String KERNEL = "vmlinuz";
    static final String INITRAMFS = "initrd.img";

    private static final Set<String> NAMES = Set.of(KERNEL, INITRAMFS);

    private final TreeChoice trees;
    private final boolean served;

    TreeKernels(BootsProperties boots) {
        this.trees = new TreeChoice(boots.nfs().roots());
        this.served = boots.nfs().enabled();
    }

    /** Whether this machine has a root tree with a kernel for it, and we serve that tree. */
    boolean has(MacAddress mac, String arch) {
        try {
            return find(mac, KERNEL).filter(kernel -> isFor(arch, kernel)).isPresent()
                    && find(mac, INITRAMFS).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("the root tree of " + mac + " in " + trees.directory(), e);
        }
    }

    /** Debian's kernels tell their architecture at the end of their name; others are taken for what they are given to. */
    private static boolean isFor(String arch, Path kernel) {
        String name = kernel.getFileName().toString();
        return switch (arch) {
            case "x86_64" -> !name.endsWith("-arm64");
            case "aarch64" -> !name.endsWith("-amd64");
            default -> true;
        };
    }

    /** The file of this name; empty when the name is another one, or the tree has none, or it leads out of the tree. */
    public Optional<Path> find(MacAddress mac, String name) throws IOException {
        Optional<String> tree = served && NAMES.contains(name) ? trees.of(mac.text()) : Optional.empty();
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        Path root = trees.directory().resolve(tree.get()).toRealPath();
        Path file = root.resolve("boot").resolve(name);
        return Files.isRegularFile(file)
                ? Optional.of(file.toRealPath()).filter(real -> real.startsWith(root))
                : Optional.empty();
    }
}
