package dev.kindling.boots.tftp;

import dev.kindling.boots.PortUnavailableException;
import dev.kindling.boots.content.BoardTrees;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** A {@link TftpDoor} at every address at which boards reach this service, or at the one that is configured. */
public final class TftpServer implements SmartLifecycle {

    private final TftpProperties properties;
    private final List<Inet4Address> ownAddresses;
    private final BoardTrees trees;
    private final TftpJournal journal;
    private final List<TftpDoor> doors = new ArrayList<>();
    private InetSocketAddress listening;
    private volatile boolean running;

    TftpServer(TftpProperties properties, Inet4Address ownAddress, BoardTrees trees, TftpJournal journal) {
        this(properties, List.of(ownAddress), trees, journal);
    }

    /** @param ownAddresses the first one is where transfers are sent from when the server listens on every address */
    TftpServer(TftpProperties properties, List<Inet4Address> ownAddresses, BoardTrees trees, TftpJournal journal) {
        this.properties = properties;
        this.ownAddresses = List.copyOf(ownAddresses);
        this.trees = trees;
        this.journal = journal;
    }

    /** Where it really listens, on its first address. */
    public InetSocketAddress localAddress() {
        if (listening == null) {
            throw new IllegalStateException("the TFTP server is not running");
        }
        return listening;
    }

    @Override
    public void start() {
        int port = properties.port();
        for (Inet4Address address : properties.address() == null ? ownAddresses : List.of(properties.address())) {
            Inet4Address source = address.isAnyLocalAddress() ? ownAddresses.getFirst() : address;
            TftpDoor door = new TftpDoor(properties, source, trees, journal);
            doors.add(door);
            try {
                InetSocketAddress local = door.open(new InetSocketAddress(address, port));
                if (doors.size() == 1) {
                    listening = local;
                }
                port = local.getPort();
            } catch (IOException e) {
                stop();
                throw new PortUnavailableException(
                        "TFTP", "kindling.boots.tftp", new InetSocketAddress(address, port), e);
            }
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        doors.forEach(TftpDoor::close);
        doors.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
