package dev.kindling.simulator.material;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A file that has the real one's name and size and starts as the real one does; the rest are bytes from a seed.
 *
 * @param path relative
 * @param size in bytes
 * @param magic its first bytes
 */
record StandIn(String path, int size, byte[] magic) {

    private static final int CHUNK = 1 << 16;

    /** The firmware of a Pi 4 as boards fetch it; sizes of firmware commit a43df3a, kernel of Raspberry Pi OS 12. */
    static final List<StandIn> FIRMWARE = List.of(
            of("start4.elf", 2_255_072, "7f454c46"),
            of("fixup4.dat", 5_413, ""),
            of("bcm2711-rpi-4-b.dtb", 52_476, "d00dfeed"),
            of("overlays/overlay_map.dtb", 4_680, "d00dfeed"),
            of("kernel8.img", 9_312_440, "1f8b0800"));

    /** What makes the image worth streaming: 40 MiB that no compressor can shrink. */
    static final List<StandIn> ROOT_PAYLOAD = List.of(
            of("usr/lib/demo/payload-1.bin", 10 << 20, ""),
            of("usr/lib/demo/payload-2.bin", 10 << 20, ""),
            of("usr/lib/demo/payload-3.bin", 10 << 20, ""),
            of("usr/lib/demo/payload-4.bin", 10 << 20, ""));

    private static StandIn of(String path, int size, String magic) {
        return new StandIn(path, size, HexFormat.of().parseHex(magic));
    }

    /** Writes it below a directory. The generator is {@link Random}, whose numbers are part of its specification. */
    void write(Path directory) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Random random = new Random(path.hashCode());
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(file)) {
            int left = size;
            while (left > 0) {
                random.nextBytes(chunk);
                if (left == size) {
                    System.arraycopy(magic, 0, chunk, 0, magic.length);
                }
                out.write(chunk, 0, Math.min(left, CHUNK));
                left -= Math.min(left, CHUNK);
            }
        }
    }
}
