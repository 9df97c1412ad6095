package dev.kindling.tink.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator should know of a board, by what its agent found: cause, consequence and what to do. */
public final class BoardWarnings {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String AGAIN = "run a workflow with kindling/eeprom-config while it is netbooted";
    private static final String BY_HAND = "boot the 'Network Boot' bootloader card of Raspberry Pi Imager once by hand";

    private static final Pattern HAS_EEPROM = Pattern.compile("Raspberry Pi (4|5|Compute Module [45])");
    private static final String UNKNOWN =
            "this board's boot order is not known, so neither is whether it can be recalled"
                    + " once its disk boots: its kernel does not show the EEPROM's configuration and vcgencmd is not in its root"
                    + " tree; boot it with a kernel of Raspberry Pi OS, or " + AGAIN
                    + ", which reads the EEPROM itself";

    private BoardWarnings() {}

    /** @param inventory JSON text as an agent's enrolment left it; may be empty */
    public static List<String> of(String inventory) {
        if (inventory.isEmpty()) {
            return List.of();
        }
        try {
            JsonNode root = MAPPER.readTree(inventory);
            JsonNode firmware = root.path("firmware");
            List<String> warnings = new ArrayList<>();
            String order = firmware.path("bootOrder").asString("").toLowerCase(Locale.ROOT);
            if (order.matches("0x[0-9a-f]{1,8}")) {
                order(order, warnings);
            } else if (HAS_EEPROM.matcher(root.path("model").asString("")).lookingAt()) {
                warnings.add(UNKNOWN);
            }
            power(firmware, warnings);
            return warnings;
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /** Digits are tried from the lowest on; 2 is the network, e stops, f begins again. */
    private static void order(String order, List<String> warnings) {
        String tried =
                new StringBuilder(order.substring(2)).reverse().toString().replaceFirst("[ef].*", "");
        int network = tried.indexOf('2');
        if (network < 0) {
            warnings.add("this board cannot be recalled: its EEPROM (BOOT_ORDER=" + order
                    + ") never boots from the network; two ways out: " + AGAIN + ", or " + BY_HAND);
        } else if (network > 0) {
            warnings.add("this board cannot be recalled once its disk boots: its EEPROM (BOOT_ORDER=" + order
                    + ") tries a disk before the network; two ways out: " + AGAIN
                    + ", or wipe the beginning of its disk from the installed system and reboot");
        }
    }

    private static void power(JsonNode firmware, List<String> warnings) {
        if (firmware.path("sinceStart").toString().contains("under-voltage")
                || firmware.path("now").toString().contains("under-voltage")) {
            warnings.add("the board's supply voltage was too low since it started: cards get corrupted by that;"
                    + " use a supply of 5.1 V and 3 A and a short cable");
        }
    }
}
