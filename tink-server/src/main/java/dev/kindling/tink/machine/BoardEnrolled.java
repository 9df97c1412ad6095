package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.util.UUID;

/**
 * A machine proved that it is in a new boot; published in the transaction that opens its session, before the session is
 * stored, so that workflow rows are locked before machine rows.
 */
public record BoardEnrolled(MacAddress mac, UUID bootId) {}
