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
