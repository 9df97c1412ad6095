package dev.kindling.boots.netboot;

import java.net.Inet4Address;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a PC or an ARM server loads first: iPXE, by the number its firmware says in option 93.
 *
 * @param url where files and scripts are served over HTTP; empty: the port below of the address the client is told
 * @param port TCP port of HTTP there
 * @param bios file name for a PC BIOS
 * @param ia32 for a 32-bit UEFI
 * @param x64 for a 64-bit UEFI on x86
 * @param arm64 for a 64-bit UEFI on ARM
 */
public record BootBinaries(String url, int port, String bios, String ia32, String x64, String arm64) {

    public static final BootBinaries DEFAULT =
            new BootBinaries("", 7171, "undionly.kpxe", "ipxe-i386.efi", "ipxe.efi", "ipxe-arm64.efi");

    public BootBinaries {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(bios, "bios");
        Objects.requireNonNull(ia32, "ia32");
        Objects.requireNonNull(x64, "x64");
        Objects.requireNonNull(arm64, "arm64");
    }

    /**
     * The file of the first architecture it has one for.
     *
     * @param architectures IANA "Processor Architecture Types", in the client's order
     */
    Optional<String> of(IntStream architectures) {
        OptionalInt first =
                architectures.filter(number -> file(number).isPresent()).findFirst();
        return first.isPresent() ? file(first.getAsInt()) : Optional.empty();
    }

    /** Base of every URL, with a slash at its end. */
    String url(Inet4Address server) {
        String base = url.isEmpty() ? "http://" + server.getHostAddress() + ":" + port : url;
        return base.endsWith("/") ? base : base + "/";
    }

    /** 7 and 9 are both 64-bit UEFI on x86: RFC 4578 as printed and its erratum contradict each other. */
    private Optional<String> file(int architecture) {
        return switch (architecture) {
            case 0, 20 -> Optional.of(bios);
            case 6, 15 -> Optional.of(ia32);
            case 7, 9, 16, 17 -> Optional.of(x64);
            case 11, 19 -> Optional.of(arm64);
            default -> Optional.empty();
        };
    }
}
