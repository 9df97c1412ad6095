package dev.kindling.tink.hardware.document;

import java.util.OptionalInt;

/** Dotted quads, strictly: four decimal numbers without leading zeros, since programs differ in how they read "010". */
final class Ipv4 {

    private Ipv4() {}

    /** The 32 bits; empty when the text is none. */
    static OptionalInt parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return OptionalInt.empty();
        }
        int bits = 0;
        for (String part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return OptionalInt.empty();
            }
            bits = bits << 8 | Integer.parseInt(part);
        }
        return OptionalInt.of(bits);
    }

    static boolean isMask(int bits) {
        return Integer.bitCount(bits) == Integer.numberOfLeadingZeros(~bits);
    }

    /** {@code 10.0.0.0/24} */
    static String subnet(int address, int mask) {
        int network = address & mask;
        return (network >>> 24) + "." + (network >>> 16 & 255) + "." + (network >>> 8 & 255) + "." + (network & 255)
                + "/" + Integer.bitCount(mask);
    }
}
