package dev.kindling.boots.netboot;

import java.net.Inet4Address;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * This server as it stands on one link.
 *
 * @param address where clients of the link reach it: options 54 and 66, siaddr
 * @param own every address that names this server when a client says it (RFC 2131 section 4.1)
 * @param subnets that are on this link; empty: not known, so none is ruled out
 */
public record ServerLink(DhcpMode mode, Inet4Address address, Set<Inet4Address> own, List<Subnet> subnets) {

    /**
     * An address of this server on the link, and what it reaches there without a router.
     *
     * @param prefix 0 to 32
     */
    public record Subnet(Inet4Address address, int prefix) {

        boolean contains(Inet4Address other) {
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

    public ServerLink {
        subnets = List.copyOf(subnets);
        Objects.requireNonNull(mode, "mode");
        own = Set.copyOf(own);
    }

    /** With one address only. */
    public static ServerLink of(DhcpMode mode, Inet4Address address) {
        return new ServerLink(mode, address, Set.of(address), List.of());
    }

    public ServerLink withMode(DhcpMode other) {
        return new ServerLink(other, address, own, subnets);
    }
}
