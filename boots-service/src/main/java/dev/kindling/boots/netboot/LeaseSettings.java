package dev.kindling.boots.netboot;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What is the same on every link.
 *
 * @param lease length of a lease whose reservation names none
 * @param domain option 15; empty: none
 * @param search option 119
 * @param routes option 121, besides the default route
 * @param binaries what PXE and HTTP clients are told to load
 */
public record LeaseSettings(
        Duration lease, String domain, List<String> search, List<Route> routes, BootBinaries binaries) {

    private static final long LONGEST_SECONDS = 0xfffffffeL;

    /** Longer than any phase of a boot: no kernel renews the lease it took for its root file system. */
    private static final long SHORTEST_ASKED_SECONDS = 3_600;

    /**
     * A classless route (RFC 3442).
     *
     * @param prefix 0 to 32
     */
    public record Route(Inet4Address network, int prefix, Inet4Address gateway) {

        public Route {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(gateway, "gateway");
            if (prefix < 0 || prefix > 32) {
                throw new IllegalArgumentException("a prefix of " + prefix + " bits is not in 0..32");
            }
        }

        /** From {@code 10.0.0.0/8 via 192.168.1.1}. */
        public static Route parse(String text) {
            String[] words = text.strip().split("\\s+|/");
            if (words.length != 4 || !words[2].equals("via") || !words[1].matches("[0-9]{1,2}")) {
                throw new IllegalArgumentException(
                        "route '" + text + "' is not one; write NETWORK/BITS via GATEWAY, 10.0.0.0/8 via 192.168.1.1");
            }
            return new Route(
                    Inet4Address.ofLiteral(words[0]), Integer.parseInt(words[1]), Inet4Address.ofLiteral(words[3]));
        }
    }

    public LeaseSettings {
        search = List.copyOf(search);
        routes = List.copyOf(routes);
        if (lease.toSeconds() < 60 || lease.toSeconds() > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    "a lease of " + lease.toSeconds() + " s is not in 60.." + LONGEST_SECONDS);
        }
    }

    /** Nothing but leases. */
    public static LeaseSettings of(Duration lease) {
        return new LeaseSettings(lease, "", List.of(), List.of(), BootBinaries.DEFAULT);
    }

    /**
     * Seconds of a lease.
     *
     * @param full what the reservation or this site gives, seconds
     * @param asked what the client would like, seconds: less is granted down to an hour, more is not
     */
    static long granted(long full, long asked) {
        return Math.clamp(asked, Math.min(full, SHORTEST_ASKED_SECONDS), full);
    }
}
