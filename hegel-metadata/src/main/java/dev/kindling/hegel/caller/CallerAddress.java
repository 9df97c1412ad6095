package dev.kindling.hegel.caller;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The address of a machine: of its connection, or, through a trusted proxy, the last one in X-Forwarded-For that is not
 * a trusted proxy itself. What stands before that was written by the machine and proves nothing.
 */
public final class CallerAddress {

    private final List<Network> trusted;

    /** @param trustedProxies addresses or networks; empty: the header is ignored */
    public CallerAddress(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream()
                .filter(text -> !text.isBlank())
                .map(Network::parse)
                .toList();
    }

    /** Either who is asking, or why that cannot be told. */
    public sealed interface Caller {}

    /** @param text dotted quad */
    public record Known(String text) implements Caller {}

    /** @param rule the one a trusted proxy broke */
    public record Malformed(String rule) implements Caller {}

    /**
     * @param peer other end of the connection
     * @param forwardedFor values of X-Forwarded-For, in order
     */
    public Caller of(Inet4Address peer, List<String> forwardedFor) {
        if (!isTrusted(peer)) {
            return new Known(peer.getHostAddress());
        }
        List<String> hops = new ArrayList<>();
        forwardedFor.forEach(value -> Collections.addAll(hops, value.split(",", -1)));
        for (String hop : hops.reversed()) {
            Inet4Address address;
            try {
                address = Inet4Address.ofLiteral(hop.strip());
            } catch (IllegalArgumentException e) {
                return new Malformed("X-Forwarded-For from " + peer.getHostAddress() + " has '" + hop.strip()
                        + "', which is not an IPv4 address");
            }
            if (!isTrusted(address)) {
                return new Known(address.getHostAddress());
            }
        }
        return new Known(peer.getHostAddress());
    }

    private boolean isTrusted(Inet4Address address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }
}
