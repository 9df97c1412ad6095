package dev.kindling.hegel.caller;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * A block of IPv4 addresses.
 *
 * @param base first address, as a number
 * @param prefix 0 to 32
 */
record Network(int base, int prefix) {

    /** @throws IllegalArgumentException naming the text and the rule */
    static Network parse(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            int prefix = parts.length == 1 ? Integer.SIZE : Integer.parseInt(parts[1]);
            if (parts.length <= 2 && prefix >= 0 && prefix <= Integer.SIZE) {
                return new Network(number(Inet4Address.ofLiteral(parts[0])) & mask(prefix), prefix);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule(text), e);
        }
        throw new IllegalArgumentException(rule(text));
    }

    boolean contains(Inet4Address address) {
        return (number(address) & mask(prefix)) == base;
    }

    private static String rule(String text) {
        return "kindling.hegel.caller.trusted-proxies has '" + text
                + "'; write an IPv4 address or a network such as 10.0.0.0/8";
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (Integer.SIZE - prefix);
    }

    private static int number(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }
}
