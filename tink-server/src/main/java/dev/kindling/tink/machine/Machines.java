package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Machines as the workflow engine and the enrolment see them; every change takes part in the caller's transaction.
 *
 * <p>A change first locks the directory's revision, then the machine's row. A transaction that also locks rows of its own
 * in a fixed order (workflow, then machine) meets no deadlock.
 */
public interface Machines {

    /** A machine of the inventory; empty for one that was only seen. */
    Optional<MachineFacts> find(MacAddress mac);

    /** The machine of the inventory with this address (dotted quad). */
    Optional<MachineFacts> findByAddress(String address);

    /** The machine whose live session has this SHA-256. */
    Optional<MachineFacts> findBySession(byte[] sessionSha256, Instant now);

    /** Only whose it is: what every report and log chunk of an agent needs, without the machine's document. */
    Optional<SessionOwner> ownerOf(byte[] sessionSha256, Instant now);

    /** The machine of a live session, and the boot it was opened in. */
    record SessionOwner(MacAddress mac, UUID boot) {}

    /**
     * Changes what the machine is told to boot.
     *
     * @return the directory revision of the change; wait for it with {@code DirectoryReplicas} after the commit
     */
    long setBootMode(MacAddress mac, BootMode mode);

    /** Stores the session of a fresh enrolment; an earlier session of the machine ends. */
    void openSession(MacAddress mac, UUID bootId, byte[] sessionSha256, Instant expiresAt);

    /** Stores what the agent found, as JSON text. */
    void recordInventory(MacAddress mac, String inventoryJson);

    /**
     * Notes that a machine was seen on the wire, known or not, and what its packet told of the board.
     *
     * <p>A machine nobody declared becomes "discovered". Cheap when nothing is new.
     *
     * @return true when this machine was never seen or declared before
     */
    boolean recordSeen(MacAddress mac, Instant at, Optional<SeenBoard> board);
}
