package dev.kindling.simulator.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What config.txt tells the firmware about the files to fetch.
 *
 * @param kernel file name of the kernel
 * @param commandLine file name of the kernel's command line
 * @param initramfs file name of an initramfs, if one is named
 * @param autoInitramfs whether an initramfs is looked for under the name that belongs to the kernel's
 * @param overlays names given by {@code dtoverlay=}, without parameters
 */
record ConfigTxt(
        String kernel, String commandLine, Optional<String> initramfs, boolean autoInitramfs, List<String> overlays) {

    /** The name that goes with kernel8.img. */
    static final String AUTO_INITRAMFS = "initramfs8";

    /** Filters that are true on a Pi 4. */
    private static final Set<String> FILTERS = Set.of("all", "pi4");

    ConfigTxt {
        overlays = List.copyOf(overlays);
    }

    /** Reads the text as the firmware does: sections, {@code key=value}, the last one counts, unknown keys do not. */
    static ConfigTxt parse(String text) {
        String kernel = "kernel8.img";
        String commandLine = "cmdline.txt";
        Optional<String> initramfs = Optional.empty();
        boolean autoInitramfs = false;
        List<String> overlays = new ArrayList<>();
        boolean applies = true;
        for (String raw : text.split("\\R")) {
            String line = raw.strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                applies = FILTERS.contains(line.substring(1, line.length() - 1));
            } else if (applies && !line.startsWith("#")) {
                // "initramfs NAME followkernel" is the one line without an equals sign.
                int split = line.startsWith("initramfs ") ? "initramfs".length() : line.indexOf('=');
                String value = line.substring(split + 1).strip();
                switch (line.substring(0, Math.max(0, split)).strip()) {
                    case "kernel" -> kernel = value;
                    case "cmdline" -> commandLine = value;
                    case "initramfs" -> initramfs = Optional.of(value.split(" ", 2)[0]);
                    case "auto_initramfs" -> autoInitramfs = value.equals("1");
                    case "dtoverlay" -> overlays.add(value.split(",", 2)[0]);
                    default -> {}
                }
            }
        }
        overlays.removeIf(String::isEmpty);
        return new ConfigTxt(kernel, commandLine, initramfs, autoInitramfs, overlays);
    }

    /** Only where none is named. */
    boolean looksForInitramfs() {
        return autoInitramfs && initramfs.isEmpty();
    }
}
