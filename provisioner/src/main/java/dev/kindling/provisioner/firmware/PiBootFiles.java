package dev.kindling.provisioner.firmware;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A directory of boot files, looked at as a Raspberry Pi 4 does.
 *
 * @param directory holds {@code start4.elf}
 */
record PiBootFiles(Path directory) {

    static final String KERNEL = "kernel8.img";

    private static final Map<String, String> NEEDED = Map.of(
            "start4.elf",
            "the firmware of the Pi 4",
            "fixup4.dat",
            "the firmware's memory layout",
            "bcm2711-rpi-4-b.dtb",
            "the device tree of the Pi 4",
            KERNEL,
            "the 64-bit kernel");

    private static final int PIECE = 256 * 1024;
    private static final int OVERLAP = 256;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    /** The banner of every kernel. */
    private static final Pattern BANNER = Pattern.compile("Linux version ([0-9][0-9A-Za-z.+~_-]{2,63}) \\(");

    /** What a Pi 4 would miss, each with a word on what it is; empty when it boots. */
    List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, String> needed : NEEDED.entrySet()) {
            Path file = directory.resolve(needed.getKey());
            if (!Files.isRegularFile(file) || Files.size(file) == 0) {
                missing.add(needed.getKey() + " (" + needed.getValue() + ")");
            }
        }
        if (missing.isEmpty() && !begins(directory.resolve("start4.elf"), ELF)) {
            missing.add("start4.elf (what is there is no ELF file)");
        }
        missing.sort(null);
        return missing;
    }

    /** What the kernel calls itself, which is also the name of the directory of its modules. */
    Optional<String> kernelRelease() throws IOException {
        Path kernel = directory.resolve(KERNEL);
        // Raspberry Pi OS packs it with gzip; Debian's is plain.
        try (InputStream file = new BufferedInputStream(Files.newInputStream(kernel));
                InputStream plain = begins(kernel, GZIP) ? new GZIPInputStream(file) : file) {
            return banner(plain);
        }
    }

    /** In pieces that overlap by more than a banner's length: a kernel is large. */
    private static Optional<String> banner(InputStream kernel) throws IOException {
        byte[] piece = new byte[PIECE];
        int kept = 0;
        while (true) {
            int read = kernel.readNBytes(piece, kept, PIECE - kept);
            Matcher banner = BANNER.matcher(new String(piece, 0, kept + read, StandardCharsets.ISO_8859_1));
            if (banner.find()) {
                return Optional.of(banner.group(1));
            }
            if (read == 0) {
                return Optional.empty();
            }
            int end = kept + read;
            kept = Math.min(OVERLAP, end);
            System.arraycopy(piece, end - kept, piece, 0, kept);
        }
    }

    private static boolean begins(Path file, byte[] magic) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }
}
