package dev.kindling.boots;

import java.net.Inet4Address;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The root that boards are told, as it is now: it names the port of MOUNT where no portmapper of ours can. */
@Component
public final class NfsRoot {

    private final BootsProperties properties;
    private final ServedAddresses served;
    private volatile boolean portmapped = true;

    public NfsRoot(BootsProperties properties) {
        this(properties, ServedAddresses.of(properties.address()));
    }

    @Autowired
    public NfsRoot(BootsProperties properties, ServedAddresses served) {
        this.properties = properties;
        this.served = served;
    }

    /** Where our own server listens: at every address that boards are told. */
    public List<Inet4Address> addresses() {
        Inet4Address only = properties.nfs().address();
        return only == null ? served.all() : List.of(only);
    }

    /**
     * The text after {@code nfsroot=}; empty: no root over NFS.
     *
     * @param told at which of this service's addresses the board reaches it
     */
    public String text(Inet4Address told) {
        return properties.nfsRootAt(told, !portmapped);
    }

    /** The longest this text can become. */
    public String longest(Inet4Address told) {
        return properties.nfsRootAt(told, true);
    }

    /** Whether our portmapper has its port. */
    public void portmapped(boolean is) {
        portmapped = is;
    }
}
