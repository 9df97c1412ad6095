package dev.kindling.tink.template.sprig;

import static dev.kindling.tink.template.gotext.Parameter.ANY;
import static dev.kindling.tink.template.gotext.Parameter.INT;
import static dev.kindling.tink.template.gotext.Parameter.STRING;

import dev.kindling.tink.template.gotext.FunctionTable;
import java.util.regex.Pattern;

/** Tinkerbell's own four. */
final class Tinkerbell {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private Tinkerbell() {}

    static void addTo(FunctionTable.Builder table) {
        table.add("formatPartition", a -> partition(a.text(0), a.number(1)), STRING, INT)
                .add("netmaskToPrefixLength", a -> prefixLength(a.text(0)), STRING)
                .add("toYaml", a -> YamlWriter.write(a.value(0), a.longest()), ANY)
                .add("fromYaml", a -> YamlData.read(a.text(0)), STRING);
    }

    /**
     * The kernel's rule: a name that ends in a digit (mmcblk0, nvme0n1, loop0) has a "p" before the number; udev's links have "-part".
     * Tinkerbell v0.7 and v0.8 left mmcblk without its partition.
     */
    private static String partition(String device, long number) {
        if (device.startsWith("/dev/disk/")) {
            return device + "-part" + number;
        }
        char last = device.isEmpty() ? ' ' : device.charAt(device.length() - 1);
        return device + (last >= '0' && last <= '9' ? "p" : "") + number;
    }

    /** As text; a mask with holes in it is refused, where Tinkerbell says 0. */
    private static String prefixLength(String netmask) {
        if (!IPV4.matcher(netmask).matches()) {
            throw new IllegalArgumentException(
                    netmask.contains(":") ? "netmask must be IPv4: " + netmask : "invalid netmask format: " + netmask);
        }
        int mask = 0;
        for (String octet : netmask.split("\\.")) {
            mask = mask << 8 | Integer.parseInt(octet);
        }
        int ones = Integer.numberOfLeadingZeros(~mask);
        if (ones + Integer.numberOfTrailingZeros(mask) < Integer.SIZE) {
            throw new IllegalArgumentException("netmask has a one behind a zero: " + netmask);
        }
        return Integer.toString(ones);
    }
}
