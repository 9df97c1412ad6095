package dev.kindling.agent.inventory;

import dev.kindling.agent.process.Tool;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Pi's firmware says of itself, by vcgencmd below the machine's root where it is installed, by /proc and /sys where
 * not.
 */
record FirmwareReader(AgentRoot root) {

    private static final Pattern BOOT_ORDER = Pattern.compile("(?m)^BOOT_ORDER=(0x[0-9a-fA-F]{1,8})\\s*$");
    private static final Pattern VERSION = Pattern.compile("(?m)^version ([0-9a-f]{8,40})");

    Inventory.Firmware read() {
        String bootloader = text("/proc/device-tree/chosen/bootloader/version");
        String order = group(BOOT_ORDER, vcgencmd("bootloader_config"));
        String throttled = text("/sys/devices/platform/soc/soc:firmware/get_throttled");
        if (throttled.isEmpty()) {
            throttled =
                    vcgencmd("get_throttled").replaceFirst("^throttled=", "").strip();
        }
        String temperature = text("/sys/class/thermal/thermal_zone0/temp");
        return new Inventory.Firmware(
                group(VERSION, vcgencmd("version")),
                bootloader.isEmpty() ? group(VERSION, vcgencmd("bootloader_version")) : bootloader,
                order,
                temperature.matches("-?\\d{1,9}") ? Integer.parseInt(temperature) : 0,
                bits(throttled));
    }

    /** Of get_throttled: now in the low bits, since boot 16 bits higher (raspberrypi/documentation, vcgencmd). */
    private static int bits(String throttled) {
        String digits = throttled.replaceFirst("^0x", "");
        return digits.matches("[0-9a-fA-F]{1,7}") ? Integer.parseInt(digits, 16) : 0;
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

    private String text(String path) {
        try {
            return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8)
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
