package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Optional;

/**
 * The inventory as this service holds it. Answers at once and from memory, also while tink-server is down; empty means
 * "not in the inventory", or "never heard from tink-server" as long as {@link #settings()} is empty too.
 */
public interface MachineDirectory {

    Optional<MachineProfile> findByMac(MacAddress mac);

    /** The machine that has this address: by what was heard of it where another server leases, else by reservation. */
    Optional<MachineProfile> findByAddress(Inet4Address address);

    /** The Raspberry Pi with this serial: low 32 bits, eight lower-case hex digits. */
    Optional<MachineProfile> findBySerial(String serial);

    /** What tink-server told this service; empty until it was heard for the first time. */
    Optional<DirectorySettings> settings();

    /** What the hardware document of this machine says of booting over the network. */
    Netboot netboot(MacAddress mac);
}
