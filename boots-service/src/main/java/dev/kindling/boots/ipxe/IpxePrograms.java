package dev.kindling.boots.ipxe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * iPXE's programs on disk. They are not part of Kindling: the operator puts them into {@code ipxe/} of the data
 * directory, or installs Debian's package {@code ipxe}.
 */
public final class IpxePrograms {

    /** Every name a client may be told, by our own DHCP or by one configured for Tinkerbell. */
    private static final Set<String> NAMES = Set.of(
            "undionly.kpxe",
            "undionly.kkpxe",
            "ipxe.pxe",
            "ipxe.efi",
            "snponly.efi",
            "ipxe-i386.efi",
            "ipxe-arm64.efi",
            "snp.efi",
            "snp-x86_64.efi",
            "snp-arm64.efi",
            "snp-nolacp.efi");

    /** What does the same, where there is no file of the first name. */
    private static final Map<String, List<String>> INSTEAD = Map.of(
            "snp.efi", List.of("snponly.efi"),
            "snp-x86_64.efi", List.of("snponly.efi", "ipxe.efi"),
            "snp-nolacp.efi", List.of("snp-arm64.efi", "ipxe-arm64.efi"),
            "snp-arm64.efi", List.of("ipxe-arm64.efi"),
            "ipxe-arm64.efi", List.of("snp-arm64.efi"));

    private final List<Path> directories;

    /** @param own looked into before the configured directories */
    public IpxePrograms(Path own, List<Path> others) {
        List<Path> all = new ArrayList<>();
        all.add(own);
        all.addAll(others);
        this.directories = List.copyOf(all);
    }

    /**
     * The file that is meant by a name; empty when the name is none of iPXE's, or no such program is there.
     *
     * @throws IOException when it is there and may not be looked at
     */
    public Optional<Path> find(String name) throws IOException {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        names.add(name);
        names.addAll(INSTEAD.getOrDefault(name, List.of()));
        for (String each : names) {
            for (Path directory : directories) {
                Path file = directory.resolve(each);
                if (Files.isRegularFile(file)) {
                    return Optional.of(file.toRealPath());
                }
            }
        }
        return Optional.empty();
    }

    /** The names it serves where the program is there. */
    public Set<String> names() {
        return NAMES;
    }

    /** Whether the name is one of a program, whether or not it is there. */
    public static boolean isProgram(String name) {
        return NAMES.contains(name);
    }

    /** For a person who looks for them. */
    @Override
    public String toString() {
        return directories.toString();
    }
}
