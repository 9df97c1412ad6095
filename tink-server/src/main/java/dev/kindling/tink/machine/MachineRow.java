package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.hardware.document.HardwareDocument;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One machine as the database knows it.
 *
 * @param hardware id of the document that declares it; empty for one that was only seen
 * @param interfaceIndex which interface of the document it is; -1 without document
 * @param document JSON text of the document; empty without one
 * @param seenAddress what it was heard to use behind another DHCP server; empty: its declared one
 * @param inventory JSON text of what the agent found; empty before the first enrolment
 * @param revision directory revision of its last change
 */
public record MachineRow(
        MacAddress mac,
        Optional<UUID> hardware,
        int interfaceIndex,
        String document,
        Map<String, Object> documentValues,
        String seenAddress,
        BootMode bootMode,
        Optional<Session> session,
        SeenBoard board,
        String inventory,
        Optional<Instant> firstSeenAt,
        Optional<Instant> lastSeenAt,
        long revision) {

    /**
     * The agent's session.
     *
     * @param sha256 of the 32-byte secret
     */
    public record Session(byte[] sha256, UUID bootId, Instant expiresAt) {

        public Session {
            sha256 = sha256.clone();
        }

        @Override
        public byte[] sha256() {
            return sha256.clone();
        }

        @Override
        public String toString() {
            return "Session[bootId=" + bootId + ", expiresAt=" + expiresAt + "]";
        }
    }

    /** Its interface in the document; empty without one. */
    public Optional<NetworkInterface> networkInterface() {
        return hardware.map(
                _ -> HardwareDocument.of(documentValues).interfaces().get(interfaceIndex));
    }

    /** The texts in its document's {@code metadata.labels}, sorted. */
    public Map<String, String> labels() {
        return HardwareDocument.labels(documentValues);
    }

    Optional<MachineFacts> facts() {
        return networkInterface()
                .map(face -> new MachineFacts(
                        mac,
                        hardware.orElseThrow(),
                        face.hostnameOrDefault(),
                        face.address().address(),
                        face.allowWorkflow(),
                        bootMode,
                        documentValues,
                        session.map(Session::bootId)));
    }
}
