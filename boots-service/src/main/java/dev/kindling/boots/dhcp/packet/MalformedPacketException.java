package dev.kindling.boots.dhcp.packet;

/** The bytes are no DHCP packet; the only exception decoding may throw. */
public final class MalformedPacketException extends Exception {

    private final int offset;
    private final String what;
    private final String value;

    /**
     * @param offset of the first wrong byte in the datagram
     * @param what the field and the rule it breaks
     * @param value what was found there
     */
    MalformedPacketException(int offset, String what, Object value) {
        super(what + " (found " + value + " at byte " + offset + ")");
        this.offset = offset;
        this.what = what;
        this.value = String.valueOf(value);
    }

    public int offset() {
        return offset;
    }

    public String what() {
        return what;
    }

    public String value() {
        return value;
    }
}
