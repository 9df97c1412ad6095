package dev.kindling.boots.machine;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Optional;

/** Who uses an address on the links of this host, as its kernel heard by ARP. */
public interface Neighbours {

    /** Empty behind a router, and when the kernel does not know. */
    Optional<MacAddress> at(Inet4Address address);
}
