package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;

/**
 * Addresses machines were heard to use where another server leases. They go before the reserved ones wherever a machine
 * is looked up by its address.
 */
public interface AddressBook {

    /** The machine has this address now; whoever had it before has none. */
    void learn(MacAddress mac, Inet4Address address);

    /** The machine has its reserved address, or none. */
    void forget(MacAddress mac);
}
