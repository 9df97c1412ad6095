package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.time.Instant;

/**
 * A machine was told to boot its own disk and began to; published in the transaction that stored the boot event.
 *
 * @param at when boots saw it, server clock
 */
public record BootedLocally(MacAddress mac, Instant at) {}
