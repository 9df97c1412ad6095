package dev.kindling.agent.inventory;

import java.util.List;
import java.util.OptionalInt;

/**
 * What hardware this machine has.
 *
 * @param memoryBytes 0 when unknown
 */
public record Inventory(
        String model,
        String revision,
        String serial,
        long memoryBytes,
        int cpus,
        String kernel,
        List<Disk> disks,
        List<Nic> nics,
        String javaVersion,
        Firmware firmware) {

    public Inventory {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /**
     * @param path {@code /dev/mmcblk0}
     * @param stablePath below /dev/disk, the same whatever else is plugged in; empty where udev made none
     */
    public record Disk(String path, String stablePath, long sizeBytes, String model, boolean removable) {}

    /**
     * What a Pi's firmware says; empty words elsewhere.
     *
     * @param version of the VideoCore firmware
     * @param eeprom version of the bootloader in the EEPROM
     * @param bootOrder {@code 0xf12}
     * @param millidegrees Celsius, in thousandths; 0 when unknown
     * @param throttled empty when unknown; bits: 0 under-voltage, 1 frequency capped, 2 throttled, 3 soft temperature limit; the same from 16 on
     *     for what happened since the board started
     */
    public record Firmware(String version, String eeprom, String bootOrder, int millidegrees, OptionalInt throttled) {}

    public record Nic(String name, String mac) {}
}
