package dev.kindling.simulator.board;

import dev.kindling.contract.MacAddress;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is soldered onto one virtual board, and the size of the card in its slot.
 *
 * @param name short name for people and for directory names, e.g. {@code k3s-worker-1}
 * @param mac hardware address of the Ethernet port
 * @param serial low 32 bits of the serial number, 8 lower-case hex digits: the TFTP prefix
 * @param revision board revision code; 0xc03111 is a Pi 4B with 4 GB
 * @param cardBytes size of the SD card in bytes
 */
public record BoardSpec(String name, MacAddress mac, String serial, int revision, long cardBytes) {

    /** A Pi 4B with 4 GB, revision 1.1. */
    public static final int PI_4B = 0xc03111;

    /** The demo's card, a sparse file. */
    public static final long CARD_BYTES = 256L << 20;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{8}");

    public BoardSpec {
        Objects.requireNonNull(mac, "mac");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("board name '" + name + "' is not a host name label");
        }
        if (!SERIAL.matcher(serial).matches()) {
            throw new IllegalArgumentException(
                    "board '" + name + "': serial '" + serial + "' is not 8 lower-case hex digits");
        }
        if (cardBytes < 0 || cardBytes % 512 != 0) {
            throw new IllegalArgumentException(
                    "board '" + name + "': card of " + cardBytes + " bytes is not a number of sectors");
        }
    }

    /** A Pi 4B with the demo's card. */
    public static BoardSpec pi4(String name, MacAddress mac, String serial) {
        return new BoardSpec(name, mac, serial, PI_4B, CARD_BYTES);
    }
}
