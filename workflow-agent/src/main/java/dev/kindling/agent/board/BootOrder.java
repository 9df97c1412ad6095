package dev.kindling.agent.board;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BOOT_ORDER of a Pi's EEPROM: one hexadecimal digit for each way to boot, tried from the lowest on: 1 SD, 2 network, 4 USB,
 * f from the beginning (raspberrypi/documentation, eeprom-bootloader).
 */
record BootOrder(long value) {

    private static final Pattern LINE = Pattern.compile("(?m)^\\s*BOOT_ORDER\\s*=\\s*0x([0-9a-fA-F]{1,8})\\s*$");
    private static final Pattern ANY_LINE = Pattern.compile("(?m)^\\s*BOOT_ORDER\\s*=.*\\R?");

    /** Network first, then the disk that was installed. */
    static BootOrder forDisk(String device) throws ActionFailure {
        if (device.matches("/dev/mmcblk\\d+.*")) {
            return new BootOrder(0xf12);
        }
        if (device.matches("/dev/sd[a-z]+.*")) {
            return new BootOrder(0xf142);
        }
        throw new ActionFailure(
                "a Pi 4 boots from an SD card (/dev/mmcblk0) or USB (/dev/sda), not from '" + device + "'");
    }

    /** The last one counts. */
    static Optional<BootOrder> of(String configuration) {
        Matcher matcher = LINE.matcher(configuration);
        Optional<BootOrder> found = Optional.empty();
        while (matcher.find()) {
            found = Optional.of(new BootOrder(Long.parseLong(matcher.group(1), 16)));
        }
        return found;
    }

    /** A configuration with this order in place of its own; everything else stays. */
    String in(String configuration) {
        String rest = ANY_LINE.matcher(configuration).replaceAll("").stripTrailing();
        boolean filtered = rest.lastIndexOf("\n[") >= 0 || rest.startsWith("[");
        // A section that is open at the end may be for other boards only.
        return rest + (filtered ? "\n[all]\n" : "\n") + "BOOT_ORDER=" + this + "\n";
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
