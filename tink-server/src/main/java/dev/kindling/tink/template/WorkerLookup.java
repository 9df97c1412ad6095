package dev.kindling.tink.template;

import dev.kindling.contract.MacAddress;
import java.util.Optional;

/** Finds the machine that a task means by an IPv4 address. */
@FunctionalInterface
public interface WorkerLookup {

    /** For callers whose templates name workers by MAC only. */
    WorkerLookup NONE = _ -> Optional.empty();

    Optional<MacAddress> byAddress(String address);
}
