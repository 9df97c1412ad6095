package dev.kindling.boots.netboot;

import java.util.Locale;

/** What this service does on one link. */
public enum DhcpMode {
    /** It is the DHCP server: machines of the inventory get their reservation and what to boot. */
    RESERVATION,
    /** Another server leases; machines of the inventory are told what to boot (proxyDHCP). */
    PROXY,
    /** As proxy, also for machines nobody declared: those that can run iPXE get it, and wait in it for a declaration for a while. */
    AUTO_PROXY,
    /** It listens and records, and answers nobody. */
    OBSERVE;

    public boolean isProxy() {
        return this == PROXY || this == AUTO_PROXY;
    }

    /** Lower case with a dash, as in the configuration. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
