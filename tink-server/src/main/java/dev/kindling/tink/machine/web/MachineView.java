package dev.kindling.tink.machine.web;

import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import dev.kindling.tink.machine.BoardWarnings;
import dev.kindling.tink.machine.BootMode;
import dev.kindling.tink.machine.MachineFilter;
import dev.kindling.tink.machine.MachineRow;
import dev.kindling.tink.machine.SeenBoard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A machine for people and scripts.
 *
 * @param state DECLARED, or DISCOVERED: seen, but in no hardware document
 * @param labels of its hardware document; empty for a discovered one
 * @param hardware null for a discovered one, as are hostname, address and boot mode
 * @param session when its agent enrolled last; null before
 * @param inventory what its agent found, as it was reported
 * @param warnings what an operator should know of the board
 */
record MachineView(
        String mac,
        MachineFilter.State state,
        UUID hardware,
        String hostname,
        String address,
        BootMode bootMode,
        Map<String, String> labels,
        SeenBoard board,
        Session session,
        JsonNode inventory,
        List<String> warnings,
        Instant firstSeenAt,
        Instant lastSeenAt) {

    /** The agent's session without anything by which it could be used. */
    record Session(UUID bootId, Instant expiresAt) {}

    static MachineView of(MachineRow row, JsonNode inventory) {
        Optional<NetworkInterface> face = row.networkInterface();
        return new MachineView(
                row.mac().text(),
                face.isPresent() ? MachineFilter.State.DECLARED : MachineFilter.State.DISCOVERED,
                row.hardware().orElse(null),
                face.map(NetworkInterface::hostnameOrDefault).orElse(null),
                face.map(each -> each.address().address()).orElse(null),
                face.isPresent() ? row.bootMode() : null,
                row.labels(),
                row.board(),
                row.session()
                        .map(each -> new Session(each.bootId(), each.expiresAt()))
                        .orElse(null),
                inventory,
                BoardWarnings.of(row.inventory()),
                row.firstSeenAt().orElse(null),
                row.lastSeenAt().orElse(null));
    }
}
