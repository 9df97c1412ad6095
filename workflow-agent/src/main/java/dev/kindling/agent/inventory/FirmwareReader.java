package dev.kindling.agent.inventory;

import dev.kindling.agent.process.Tool;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Pi's firmware says of itself: by /proc and /sys, as far as the kernel tells it, and by vcgencmd below the machine's
 * root where that is installed. Kernels of Raspberry Pi OS show the boot loader's configuration and get_throttled; Debian's
 * show neither, and Debian has no vcgencmd.
 */
record FirmwareReader(AgentRoot root) {

    private static final Pattern BOOT_ORDER = Pattern.compile("(?m)^BOOT_ORDER=(0x[0-9a-fA-F]{1,8})\\s*$");
    private static final Pattern VERSION = Pattern.compile("(?m)^version ([0-9a-f]{8,40})");

    Inventory.Firmware read() {
        String bootloader = text("/proc/device-tree/chosen/bootloader/version");
        String order = group(BOOT_ORDER, configuration());
        String temperature = text("/sys/class/thermal/thermal_zone0/temp");
        return new Inventory.Firmware(
                group(VERSION, vcgencmd("version")),
                bootloader.isEmpty() ? group(VERSION, vcgencmd("bootloader_version")) : bootloader,
                (order.isEmpty() ? group(BOOT_ORDER, vcgencmd("bootloader_config")) : order).toLowerCase(Locale.ROOT),
                temperature.matches("-?\\d{1,9}") ? Integer.parseInt(temperature) : 0,
                bits(throttled()));
    }

    /**
     * The boot loader's configuration, of which the firmware leaves a copy in memory: the device whose node the device tree
     * calls blconfig (rpi-eeprom-config finds it so, too).
     */
    private String configuration() {
        String node = text("/proc/device-tree/aliases/blconfig");
        for (Path device : node.startsWith("/") ? entries("/sys/bus/nvmem/devices") : List.<Path>of()) {
            try {
                if (device.resolve("of_node").toRealPath().endsWith(node.substring(1))) {
                    return text(device.resolve("nvmem"));
                }
            } catch (IOException e) {
                // It has no node, so it is not the one.
                continue;
            }
        }
        return "";
    }

    private String throttled() {
        for (Path device : entries("/sys/bus/platform/drivers/raspberrypi-firmware")) {
            String text = text(device.resolve("get_throttled"));
            if (!text.isEmpty()) {
                return text;
            }
        }
        String text = text("/sys/devices/platform/soc/soc:firmware/get_throttled");
        return text.isEmpty()
                ? vcgencmd("get_throttled").replaceFirst("^throttled=", "").strip()
                : text;
    }

    /** Of get_throttled: now in the low bits, since boot 16 bits higher (raspberrypi/documentation, vcgencmd). */
    private static OptionalInt bits(String throttled) {
        String digits = throttled.replaceFirst("^0x", "");
        return digits.matches("[0-9a-fA-F]{1,7}") ? OptionalInt.of(Integer.parseInt(digits, 16)) : OptionalInt.empty();
    }

    private String vcgencmd(String command) {
        Path program = root.resolve("/usr/bin/vcgencmd");
        if (!Files.isExecutable(program)) {
            return "";
        }
        try {
            Tool.Outcome outcome = new Tool(program.toString(), "libraspberrypi-bin", Map.of(), new Cancellation())
                    .run(List.of(command), new byte[0]);
            return outcome.exitCode() == 0 ? new String(outcome.output(), StandardCharsets.UTF_8) : "";
        } catch (ActionFailure | IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private List<Path> entries(String directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(directory))) {
            found.forEach(entries::add);
        } catch (IOException e) {
            return List.of();
        }
        return entries;
    }

    private String text(String path) {
        return text(root.resolve(path));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .replace("\0", "")
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
