package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is kept of one machine. A long transfer pushes no DHCP out: each has a ring of its own. */
final class MachinePackets {

    static final int MOST_DHCP = 64;
    static final int MOST_TFTP = 256;

    private final DatagramRing dhcp;
    private final DatagramRing tftp;
    private final BlockTrail blocks = BlockTrail.ofUsualSize();

    /** @param bytes for packets of both kinds together */
    MachinePackets(long bytes) {
        dhcp = new DatagramRing(MOST_DHCP, bytes / 2);
        tftp = new DatagramRing(MOST_TFTP, bytes / 2);
    }

    void dhcp(Datagram datagram) {
        dhcp.add(datagram);
    }

    void tftp(Datagram datagram) {
        tftp.add(datagram);
    }

    BlockTrail blocks() {
        return blocks;
    }

    long bytes() {
        return dhcp.bytes() + tftp.bytes() + BlockTrail.BYTES;
    }

    List<Datagram> dhcp() {
        return dhcp.all();
    }

    /** In the order of time. */
    List<Datagram> all(Inet4Address server, MacAddress mac) {
        List<Datagram> all = new ArrayList<>(dhcp.all());
        all.addAll(tftp.all());
        all.addAll(blocks.all(server, mac));
        all.sort(Comparator.comparingLong(Datagram::at));
        return all;
    }
}
