package dev.kindling.boots.content;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tree of firmware a board gets. Below the firmware directory each version is a directory; the choice is a
 * symbolic link, which can be replaced at one stroke:
 *
 * <pre>
 * machine-dc:a6:32:42:00:0b -> 1.20240529     this board's
 * current -> 1.20250401                       everybody else's
 * default/                                    everybody's, where there is no "current"
 * eeprom-dc:a6:32:42:00:0b/pieeprom.upd ...   asks this board to update its EEPROM
 * </pre>
 *
 * <p>A choice holds for a whole boot: a board never gets the kernel of one version and the device tree of another.
 */
final class FirmwareChoice {

    private static final String OF_MACHINE = "machine-";
    private static final String OF_EEPROM = "eeprom-";

    private final Path firmware;
    private final Map<MacAddress, Chosen> chosen = new ConcurrentHashMap<>();

    /** @param firmware need not exist yet */
    FirmwareChoice(Path firmware) {
        this.firmware = firmware;
    }

    private record Chosen(UUID boot, Path tree) {}

    /** The root of the board's tree; it need not exist. */
    Path tree(MacAddress mac, Optional<UUID> boot) throws IOException {
        if (boot.isEmpty()) {
            return choose(mac);
        }
        Chosen before = chosen.get(mac);
        if (before != null && before.boot().equals(boot.get())) {
            return before.tree();
        }
        Path tree = choose(mac);
        chosen.put(mac, new Chosen(boot.get(), tree));
        return tree;
    }

    /** Where the files of an EEPROM update for this board are, if one was asked for. */
    Path eeprom(MacAddress mac) {
        return firmware.resolve(OF_EEPROM + mac);
    }

    /** The root of the tree of its next boot; it need not exist. */
    Path choose(MacAddress mac) throws IOException {
        for (String name : new String[] {OF_MACHINE + mac, "current"}) {
            Path tree = firmware.resolve(name);
            if (Files.isDirectory(tree)) {
                return tree.toRealPath();
            }
        }
        return firmware.resolve("default");
    }
}
