package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What other features need to know of a declared machine.
 *
 * @param hardware the hardware document's id
 * @param hostname as declared, else "pi-" and the end of the MAC
 * @param document the hardware document as JSON values (maps, lists, strings, numbers, booleans, nulls)
 * @param bootId the boot that enrolled last
 */
public record MachineFacts(
        MacAddress mac,
        UUID hardware,
        String hostname,
        String address,
        boolean allowWorkflow,
        BootMode bootMode,
        Map<String, Object> document,
        Optional<UUID> bootId) {}
