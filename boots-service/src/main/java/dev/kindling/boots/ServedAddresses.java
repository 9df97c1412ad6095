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

    private final Inet4Address own;
    private final List<Link> others;

    /**
     * One more link.
     *
     * @param address what its boards are told
     * @param subnets that are on it
     */
    public record Link(Inet4Address address, List<Subnet> subnets) {

        public Link {
            subnets = List.copyOf(subnets);
        }
    }

    /** @param own {@code kindling.boots.address}, for whoever is on none of the other links */
    public ServedAddresses(Inet4Address own, List<Link> others) {
        this.own = own;
        this.others = List.copyOf(others);
    }

    /** With its own address only. */
    public static ServedAddresses of(Inet4Address own) {
        return new ServedAddresses(own, List.of());
    }

    /** Its own first. */
    public List<Inet4Address> all() {
        return Stream.concat(Stream.of(own), others.stream().map(Link::address))
                .distinct()
                .toList();
    }

    /** What a board at this address is told. */
    public Inet4Address toward(Inet4Address board) {
        return others.stream()
                .filter(link -> link.subnets().stream().anyMatch(subnet -> subnet.contains(board)))
                .map(Link::address)
                .findFirst()
                .orElse(own);
    }
}
