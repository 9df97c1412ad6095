package dev.kindling.boots.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest of what was added, within two bounds. Not thread-safe. */
final class DatagramRing {

    private final int most;
    private final long mostBytes;
    private final Deque<Datagram> kept = new ArrayDeque<>();
    private long bytes;

    DatagramRing(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    void add(Datagram datagram) {
        kept.addLast(datagram);
        bytes += datagram.size();
        while (kept.size() > most || bytes > mostBytes) {
            bytes -= kept.removeFirst().size();
        }
    }

    long bytes() {
        return bytes;
    }

    /** Oldest first. */
    List<Datagram> all() {
        return List.copyOf(kept);
    }
}
