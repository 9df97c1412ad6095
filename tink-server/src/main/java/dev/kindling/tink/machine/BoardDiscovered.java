package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import java.util.Map;

/**
 * boots saw a board that nobody declared; published in the transaction that stores the sighting.
 *
 * @param model of a Raspberry Pi; empty for another machine
 * @param facts of the event
 */
public record BoardDiscovered(MacAddress mac, String model, Map<String, String> facts) {}
