package dev.kindling.boots.capture;

import dev.kindling.contract.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** What is kept of one machine's TFTP: requests, answers and errors whole, blocks of data by their numbers. */
final class MachineTransfers {

    static final int MOST_TFTP = 256;

    private final DatagramRing tftp;
    private final BlockTrail blocks = BlockTrail.ofUsualSize();

    /** @param bytes for what is kept whole */
    MachineTransfers(long bytes) {
        tftp = new DatagramRing(MOST_TFTP, bytes);
    }

    void tftp(Datagram datagram) {
        tftp.add(datagram);
    }

    BlockTrail blocks() {
        return blocks;
    }

    long bytes() {
        return tftp.bytes() + BlockTrail.BYTES;
    }

    /** In no order. */
    List<Datagram> all(MacAddress mac) {
        List<Datagram> all = new ArrayList<>(tftp.all());
        all.addAll(blocks.all(mac));
        return all;
    }
}
