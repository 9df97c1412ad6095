package dev.kindling.boots.dhcp;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Addresses a client found in use (RFC 2131 section 4.3.3). They are not handed out for a while, by a clock that nobody
 * can set; a restart forgets them, and the client then says it again.
 */
final class DeclinedAddresses {

    private static final int MOST = 4_096;

    private final Duration probation;
    private final LongSupplier nanos;
    private final Map<Inet4Address, Long> until = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Inet4Address, Long> eldest) {
            return size() > MOST;
        }
    };

    /** @param nanos a monotonic clock */
    DeclinedAddresses(Duration probation, LongSupplier nanos) {
        this.probation = probation;
        this.nanos = nanos;
    }

    synchronized void mark(Inet4Address address) {
        until.put(address, nanos.getAsLong() + probation.toNanos());
    }

    synchronized boolean contains(Inet4Address address) {
        Long end = until.get(address);
        if (end != null && nanos.getAsLong() - end >= 0) {
            until.remove(address);
            return false;
        }
        return end != null;
    }
}
