package dev.kindling.boots.tftp.packet;

/** Bytes that are no TFTP packet. */
public final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedPacketException(int offset, String rule) {
        super("byte " + offset + ": " + rule);
    }
}
