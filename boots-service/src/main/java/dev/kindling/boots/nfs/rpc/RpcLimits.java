package dev.kindling.boots.nfs.rpc;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What one server lets its clients hold.
 *
 * @param known whether this address belongs to somebody we serve
 * @param connections how many at one time
 * @param idle how long a known client's connection may be silent; it comes back by itself
 * @param idleUnknown the same for the others
 * @param sending how long one reply may take
 */
public record RpcLimits(
        Predicate<Inet4Address> known, Connections connections, Duration idle, Duration idleUnknown, Duration sending) {

    /**
     * How many connections there may be.
     *
     * @param all of all clients
     * @param perKnown of one known address
     * @param unknown of all unknown addresses together
     */
    public record Connections(int all, int perKnown, int unknown) {}

    public static RpcLimits of(Predicate<Inet4Address> known) {
        return new RpcLimits(
                known,
                new Connections(1_024, 32, 32),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }
}
