package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.DhcpPacket;

/** What a request gets. */
public sealed interface BootDecision {

    /** @param packet OFFER, ACK or NAK, complete */
    record Reply(DhcpPacket packet) implements BootDecision {}

    /** Silence, and why. */
    record Ignore(IgnoreReason reason) implements BootDecision {}
}
