package dev.kindling.boots;

import dev.kindling.boots.netboot.Subnet;
import java.net.Inet4Address;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where boards reach this service: at its own address, and on every further link it serves at the one it has there. A
 * board without a router reaches no other.
 */
public final class ServedAddresses {

    /** Its own first. */
    private final List<Link> links;

    /**
     * A link of this host.
     *
     * @param address what its boards are told
     * @param subnets that are on it
     */
    public record Link(Inet4Address address, List<Subnet> subnets) {

        public Link {
            subnets = List.copyOf(subnets);
        }
    }

    /** @param own with {@code kindling.boots.address}, also for whoever is on none of the links */
    public ServedAddresses(Link own, List<Link> others) {
        links = Stream.concat(Stream.of(own), others.stream()).toList();
    }

    /** With its own address only. */
    public static ServedAddresses of(Inet4Address own) {
        return new ServedAddresses(new Link(own, List.of()), List.of());
    }

    /** Its own first. */
    public List<Inet4Address> all() {
        return links.stream().map(Link::address).distinct().toList();
    }

    /** What a board at this address is told: as a route is chosen, that of the smallest subnet it is in. */
    public Inet4Address toward(Inet4Address board) {
        Inet4Address told = links.getFirst().address();
        int longest = -1;
        for (Link link : links) {
            for (Subnet subnet : link.subnets()) {
                // Of two links on one LAN the first stays, so that its boards are told the configured address.
                if (subnet.prefix() > longest && subnet.contains(board)) {
                    told = link.address();
                    longest = subnet.prefix();
                }
            }
        }
        return told;
    }
}
