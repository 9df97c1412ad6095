package dev.kindling.boots.dhcp.packet;

import java.util.Optional;

/** DHCP option 53; the ordinal plus one is the number on the wire (RFC 2132 section 9.6). */
public enum MessageType {
    DISCOVER,
    OFFER,
    REQUEST,
    DECLINE,
    ACK,
    NAK,
    RELEASE,
    INFORM;

    public int number() {
        return ordinal() + 1;
    }

    /** Whether clients send it. */
    public boolean isClients() {
        return switch (this) {
            case DISCOVER, REQUEST, DECLINE, RELEASE, INFORM -> true;
            case OFFER, ACK, NAK -> false;
        };
    }

    static Optional<MessageType> of(int number) {
        return number >= 1 && number <= values().length ? Optional.of(values()[number - 1]) : Optional.empty();
    }
}
