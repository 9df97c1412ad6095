package dev.kindling.boots.netboot;

import java.net.Inet4Address;

/**
 * An address of this server on a link, and how far it reaches there without a router.
 *
 * @param prefix 0 to 32
 */
public record Subnet(Inet4Address address, int prefix) {

    public boolean contains(Inet4Address other) {
        return prefix == 0 || (bits(address) ^ bits(other)) >>> 32 - prefix == 0;
    }

    private static int bits(Inet4Address address) {
        int bits = 0;
        for (byte part : address.getAddress()) {
            bits = bits << 8 | Byte.toUnsignedInt(part);
        }
        return bits;
    }
}
