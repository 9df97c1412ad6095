package dev.kindling.boots;

import org.springframework.stereotype.Component;

/** The root that boards are told, as it is now: it names the port of MOUNT where no portmapper of ours can. */
@Component
public final class NfsRoot {

    private final BootsProperties properties;
    private volatile boolean portmapped = true;

    public NfsRoot(BootsProperties properties) {
        this.properties = properties;
    }

    /** The text after {@code nfsroot=}; empty: no root over NFS. */
    public String text() {
        return portmapped ? properties.nfsRoot() : longest();
    }

    /** The longest this text can become. */
    public String longest() {
        return properties.nfsRootWithPorts();
    }

    /** Whether our portmapper has its port. */
    public void portmapped(boolean is) {
        portmapped = is;
    }
}
