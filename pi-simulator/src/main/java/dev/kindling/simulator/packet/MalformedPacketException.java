package dev.kindling.simulator.packet;

/** Received bytes that are no packet of the expected kind. */
public final class MalformedPacketException extends Exception {

    public MalformedPacketException(String message) {
        super(message);
    }
}
