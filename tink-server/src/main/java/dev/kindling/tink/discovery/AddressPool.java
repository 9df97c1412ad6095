package dev.kindling.tink.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Addresses that may be given to boards nobody declared.
 *
 * @param first as a number of 32 bits
 * @param last likewise, included
 */
record AddressPool(long first, long last) {

    private static final long LARGEST = 65_536;

    AddressPool {
        if (last < first || last - first >= LARGEST) {
            throw new IllegalArgumentException(
                    "the pool " + text(first) + "-" + text(last) + " has not 1 to " + LARGEST + " addresses");
        }
    }

    /** From {@code 192.168.42.100-192.168.42.150}. */
    static AddressPool parse(String text) {
        String[] ends = text == null ? new String[0] : text.strip().split("\\s*-\\s*");
        if (ends.length != 2) {
            throw new IllegalArgumentException(
                    "the pool '" + text + "' is none; write FIRST-LAST, 192.168.42.100-192.168.42.150");
        }
        return new AddressPool(number(ends[0]), number(ends[1]));
    }

    /** The lowest one that nobody has. */
    Optional<String> free(Set<String> taken) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(AddressPool::text)
                .filter(address -> !taken.contains(address))
                .findFirst();
    }

    /** Whether an address is in the network this pool is in. */
    boolean isOnNetworkOf(String address, String netmask) {
        long mask = number(netmask);
        return (number(address) & mask) == (first & mask);
    }

    private static long number(String quad) {
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(Inet4Address.ofLiteral(quad).getAddress()).getInt());
    }

    private static String text(long number) {
        try {
            byte[] bytes = ByteBuffer.allocate(4).putInt((int) number).array();
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
