package dev.kindling.boots.netboot;

import dev.kindling.boots.machine.MachineProfile;
import java.util.Optional;

/**
 * Under what a request is decided.
 *
 * @param door the port it came to
 * @param machine of the request's MAC address; empty when it is not in the inventory
 * @param addressInUse a client found the machine's address taken by somebody else, a short time ago
 */
public record Circumstances(ServerLink link, Door door, Optional<MachineProfile> machine, boolean addressInUse) {

    /** The two ports of a DHCP server. */
    public enum Door {
        /** Port 67. */
        DHCP,
        /** Port 4011: a PXE client that has its address asks what to boot (PXE 2.1). */
        BOOT_SERVER
    }

    /** On port 67, with nothing against the machine's address. */
    public static Circumstances of(ServerLink link, Optional<MachineProfile> machine) {
        return new Circumstances(link, Door.DHCP, machine, false);
    }
}
