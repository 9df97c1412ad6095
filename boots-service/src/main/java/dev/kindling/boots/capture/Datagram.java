package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * One UDP datagram as a socket gave or took it.
 *
 * @param at nanoseconds since 1970
 * @param received whether it came in
 * @param near this service's end, IPv4
 * @param far the other end, IPv4
 * @param link the other end on its link; where it was not seen, what stands for it in a file
 * @param payload what was kept of it, from its beginning
 * @param length of the whole payload, bytes
 */
public record Datagram(
        long at,
        boolean received,
        InetSocketAddress near,
        InetSocketAddress far,
        MacAddress link,
        byte[] payload,
        int length) {

    private static final int OVERHEAD = 128;

    public Datagram {
        Objects.requireNonNull(near, "near");
        Objects.requireNonNull(far, "far");
        if (length < payload.length) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes has none after them, but " + payload.length + " were kept");
        }
    }

    /** Memory it takes, in bytes; about. */
    int size() {
        return OVERHEAD + payload.length;
    }
}
