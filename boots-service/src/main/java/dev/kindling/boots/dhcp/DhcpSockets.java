package dev.kindling.boots.dhcp;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.PortUnavailableException;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.capture.PacketKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Finds the links the properties ask for and opens sockets on them. */
@Component
final class DhcpSockets {

    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));

    private final DhcpProperties properties;
    private final BootsProperties boots;
    private final DhcpEvents events;
    private final PacketKeeper packets;

    /** Keeps no packets. */
    DhcpSockets(DhcpProperties properties, BootsProperties boots, DhcpEvents events) {
        this(properties, boots, events, PacketKeeper.none());
    }

    @Autowired
    DhcpSockets(DhcpProperties properties, BootsProperties boots, DhcpEvents events, PacketKeeper packets) {
        this.packets = packets;
        this.properties = properties;
        this.boots = boots;
        this.events = events;
    }

    /** @throws PortUnavailableException when an interface does not exist */
    List<DhcpLink> links() {
        if (!properties.enabled()) {
            return List.of();
        }
        try {
            List<DhcpLink> links = new ArrayList<>();
            for (LinkPlan plan : LinkPlan.of(properties.networkInterface(), properties.mode(), ownLink())) {
                links.add(DhcpLink.of(plan, boots.address(), events));
            }
            return links;
        } catch (SocketException e) {
            throw unavailable(properties.port(), e);
        }
    }

    /**
     * What boards are told on each link. Reads what the links are and opens nothing; an interface that is missing is left
     * out, for the start names it.
     */
    static ServedAddresses served(DhcpProperties properties, BootsProperties boots) {
        try {
            List<ServedAddresses.Link> others = new ArrayList<>();
            Optional<String> own = ownLink(properties, boots);
            List<LinkPlan> plans = properties.enabled()
                    ? LinkPlan.of(properties.networkInterface(), properties.mode(), own)
                    : List.of();
            for (LinkPlan plan : plans) {
                DhcpLink.served(plan, boots.address())
                        .filter(link -> !link.address().equals(boots.address()))
                        .ifPresent(others::add);
            }
            return new ServedAddresses(DhcpLink.own(boots.address()), others);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Port 67. */
    DhcpSocket open(DhcpLink link) throws IOException {
        return open(link, properties.port());
    }

    /** Port 4011. */
    DhcpSocket openBootServer(DhcpLink link) throws IOException {
        return open(link, properties.bootServerPort());
    }

    /** To look for other servers; empty where this is not possible. */
    Optional<LinkFrames> openFrames(DhcpLink link) throws IOException {
        if (link.networkInterface().isEmpty() || !LINUX) {
            return Optional.empty();
        }
        NetworkInterface there =
                NetworkInterface.getByName(link.networkInterface().get());
        return there == null ? Optional.empty() : Optional.of(LinkFrames.open(there.getIndex()));
    }

    /** The named interfaces this service is on, whether or not it answers DHCP there. */
    List<String> interfaces() {
        try {
            Optional<String> own = ownLink();
            return LINUX
                    ? Stream.concat(
                                    LinkPlan.of(properties.networkInterface(), properties.mode(), own).stream()
                                            .flatMap(plan -> plan.networkInterface().stream()),
                                    own.stream())
                            .distinct()
                            .toList()
                    : List.of();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the reason, the program that has the port, and a remedy. */
    PortUnavailableException unavailable(int port, IOException cause) {
        return new PortUnavailableException(
                "DHCP", "kindling.boots.dhcp", new InetSocketAddress(properties.address(), port), cause);
    }

    int port() {
        return properties.port();
    }

    int bootServerPort() {
        return properties.bootServerPort();
    }

    private DhcpSocket open(DhcpLink link, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(properties.address(), port);
        Inet4Address own = link.view().address();
        DhcpSocket socket = link.networkInterface().isPresent()
                ? LinkDhcpSocket.open(link.networkInterface().get(), address, own)
                : UdpDhcpSocket.open(address);
        return packets.isOn() ? new RecordingDhcpSocket(socket, packets, own) : socket;
    }

    private Optional<String> ownLink() throws SocketException {
        return ownLink(properties, boots);
    }

    private static Optional<String> ownLink(DhcpProperties properties, BootsProperties boots) throws SocketException {
        if (!properties.address().isAnyLocalAddress() || !LINUX) {
            return Optional.empty();
        }
        NetworkInterface link = NetworkInterface.getByInetAddress(boots.address());
        return link == null || link.isLoopback() ? Optional.empty() : Optional.of(link.getName());
    }
}
