package dev.kindling.provisioner.demo;

/** The network on which services and boards meet. */
enum Lan {
    /** Everything on loopback, behind a relay agent; nobody needs to be root. */
    LOOPBACK("reservation"),
    /** Namespaces on a bridge, with the real ports; boots is the DHCP server. */
    LAB("reservation"),
    /** The same beside a router that leases; boots says only what to boot. */
    BEHIND_ROUTER("proxy");

    private final String dhcpMode;

    Lan(String dhcpMode) {
        this.dhcpMode = dhcpMode;
    }

    boolean isLab() {
        return this != LOOPBACK;
    }

    /** Of boots. */
    String dhcpMode() {
        return dhcpMode;
    }
}
