package dev.kindling.boots.tftp;

import dev.kindling.contract.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells from the files a board reads what became of an EEPROM update. It reads {@code pieeprom.sig} first; if that is
 * of another EEPROM than its own it reads {@code pieeprom.upd}, writes it and starts again, which is a new boot;
 * otherwise it goes on to its firmware.
 */
final class EepromWatch {

    private static final String SIGNATURE = "pieeprom.sig";
    private static final String UPDATE = "pieeprom.upd";

    private final Map<MacAddress, Seen> seen = new ConcurrentHashMap<>();

    private enum Step {
        SIGNATURE_READ,
        UPDATE_READ,
        TOLD
    }

    private record Seen(UUID boot, Step step) {}

    /**
     * The kind of the event that says what a file read as a whole means for the EEPROM, if it means anything.
     *
     * @param file as asked for
     */
    Optional<String> read(MacAddress mac, UUID boot, String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return switch (name) {
            case SIGNATURE -> {
                seen.put(mac, new Seen(boot, Step.SIGNATURE_READ));
                yield Optional.empty();
            }
            case UPDATE -> {
                seen.put(mac, new Seen(boot, Step.UPDATE_READ));
                yield Optional.of("eeprom.sent");
            }
            case "start4.elf", "start.elf", "kernel_2712.img", "boot.img" -> wentOn(mac, boot);
            default -> Optional.empty();
        };
    }

    private Optional<String> wentOn(MacAddress mac, UUID boot) {
        Seen before = seen.get(mac);
        if (before == null || !before.boot().equals(boot) || before.step() == Step.TOLD) {
            return Optional.empty();
        }
        seen.put(mac, new Seen(boot, Step.TOLD));
        return Optional.of(before.step() == Step.UPDATE_READ ? "eeprom.refused" : "eeprom.current");
    }
}
