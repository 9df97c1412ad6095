package dev.kindling.agent.disk;

import java.nio.file.Path;

/**
 * Where on this host the bytes of a disk or partition lie.
 *
 * @param name what the template calls it, {@code /dev/mmcblk0p1}
 * @param path a block device, or the file that plays the disk
 * @param offset of the first byte in it
 * @param size in bytes
 * @param blockDevice the kernel knows it as a device of its own
 */
public record Region(String name, Path path, long offset, long size, boolean blockDevice) {

    /** Size for people. */
    public static String mebibytes(long bytes) {
        return bytes + " bytes (" + (bytes + (1 << 20) - 1) / (1 << 20) + " MiB)";
    }
}
