package dev.kindling.simulator.fleet;

import java.net.InetSocketAddress;

/** The wire between the boards and Kindling. */
public sealed interface Network {

    /**
     * Without root: every board stands behind a relay agent and has an address of 127.0.0.0/8.
     *
     * @param dhcp where boots listens for DHCP
     * @param tftpPort its TFTP port, at the address that the DHCP answer names
     * @param relay the relay's own address (giaddr), which must lie in the boards' subnet; port 0 is any
     */
    record Loopback(InetSocketAddress dhcp, int tftpPort, InetSocketAddress relay) implements Network {}

    /**
     * As root: one network namespace per board, joined to Kindling's by a bridge, on the real ports.
     *
     * @param network made before the services start, so that they can be bound inside it
     */
    record Lab(dev.kindling.simulator.lab.LabNetwork network) implements Network {}
}
