package dev.kindling.boots.dhcp;

import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.netboot.DhcpMode;
import dev.kindling.boots.netboot.ServerLink;
import dev.kindling.boots.netboot.Subnet;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One link this service is on, and what it does there; its mode may still have to be found out. */
final class DhcpLink {

    private static final String PROPERTY = "kindling.boots.dhcp.mode=";
    private static final Logger log = LoggerFactory.getLogger(DhcpLink.class);

    private final Optional<String> networkInterface;
    private final DhcpEvents events;
    private volatile ServerLink view;
    private final boolean configured;
    private volatile boolean searching;
    private volatile String reason = "";

    private DhcpLink(Optional<String> networkInterface, ServerLink view, boolean searching, DhcpEvents events) {
        this.networkInterface = networkInterface;
        this.view = view;
        this.searching = searching;
        this.configured = !searching;
        this.events = events;
    }

    /** @param preferred this service's address; another link of it has another one */
    static DhcpLink of(LinkPlan plan, Inet4Address preferred, DhcpEvents events) throws SocketException {
        Optional<NetworkInterface> there = find(plan.networkInterface());
        if (there.isEmpty() && plan.networkInterface().isPresent()) {
            // The JDK finds an interface by its addresses, IPv4 or IPv6.
            throw new SocketException(
                    "there is no network interface '" + plan.networkInterface().get() + "', or it has no address yet");
        }
        Set<Inet4Address> own = new HashSet<>(Set.of(preferred));
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            addresses(each).forEach(own::add);
        }
        ServerLink view =
                new ServerLink(plan.mode().orElse(DhcpMode.OBSERVE), address(there, preferred), own, subnets(there));
        DhcpLink link = new DhcpLink(plan.networkInterface(), view, plan.mode().isEmpty(), events);
        if (there.isPresent() && addresses(there.get()).isEmpty()) {
            link.tellWithoutAddress();
        }
        if (plan.mode().isPresent()) {
            link.tell("configured", Level.INFO);
        }
        return link;
    }

    /** What boards of the link are told, and where those are; empty where the interface is missing, or is every one. */
    static Optional<ServedAddresses.Link> served(LinkPlan plan, Inet4Address preferred) throws SocketException {
        Optional<NetworkInterface> there = find(plan.networkInterface());
        return there.map(_ -> new ServedAddresses.Link(address(there, preferred), subnets(there)));
    }

    /** The link with this service's address, whether or not it answers DHCP there. */
    static ServedAddresses.Link own(Inet4Address address) throws SocketException {
        return new ServedAddresses.Link(
                address, subnets(Optional.ofNullable(NetworkInterface.getByInetAddress(address))));
    }

    private static Optional<NetworkInterface> find(Optional<String> name) throws SocketException {
        return name.isEmpty() ? Optional.empty() : Optional.ofNullable(NetworkInterface.getByName(name.get()));
    }

    private static Inet4Address address(Optional<NetworkInterface> link, Inet4Address preferred) {
        Set<Inet4Address> there = link.map(DhcpLink::addresses).orElse(Set.of());
        return there.contains(preferred)
                ? preferred
                : there.stream().findFirst().orElse(preferred);
    }

    private static List<Subnet> subnets(Optional<NetworkInterface> link) {
        List<Subnet> found = new ArrayList<>();
        if (link.isPresent()) {
            for (InterfaceAddress each : link.get().getInterfaceAddresses()) {
                if (each.getAddress() instanceof Inet4Address address) {
                    found.add(new Subnet(address, each.getNetworkPrefixLength()));
                }
            }
        }
        return found;
    }

    private static Set<Inet4Address> addresses(NetworkInterface link) {
        Set<Inet4Address> found = new LinkedHashSet<>();
        for (InetAddress address : link.inetAddresses().toList()) {
            if (address instanceof Inet4Address four) {
                found.add(four);
            }
        }
        return found;
    }

    /** The interface, or "all". */
    String name() {
        return networkInterface.orElse("all");
    }

    Optional<String> networkInterface() {
        return networkInterface;
    }

    ServerLink view() {
        return view;
    }

    boolean isSearching() {
        return searching;
    }

    /** Whether a PXE client may ask this link's proxy on port 4011, now or when the mode is found. */
    boolean mayBeProxy() {
        return searching || view.mode().isProxy();
    }

    Optional<MacAddress> hardwareAddress() {
        return networkInterface.flatMap(DhcpLink::hardwareAddress);
    }

    private static Optional<MacAddress> hardwareAddress(String name) {
        try {
            NetworkInterface link = NetworkInterface.getByName(name);
            byte[] address = link == null ? null : link.getHardwareAddress();
            return address == null || address.length != 6 ? Optional.empty() : Optional.of(MacAddress.of(address));
        } catch (SocketException _) {
            return Optional.empty();
        }
    }

    /** Whether it only observes because no other server has answered yet: a router may need longer to start. */
    boolean mayFindServer() {
        return !configured && !searching && view.mode() == DhcpMode.OBSERVE;
    }

    /** Another server was heard on this link. One that comes late makes it a proxy too; nothing makes it lease. */
    void heard(OtherServer server) {
        boolean late = mayFindServer();
        if ((searching || late) && server.leases()) {
            String who = server.address().getHostAddress() + " (" + server.mac() + ") leases on this link";
            settle(DhcpMode.PROXY, late ? who + ", though it did not answer at first" : who, late);
        }
        events.otherServer(server, name(), view.mode());
    }

    /** The search is over. */
    void searched() {
        if (searching) {
            settle(
                    DhcpMode.OBSERVE,
                    "no DHCP server answered in " + SegmentWatch.SEARCH.toSeconds()
                            + " s, and none leases here unless it is told to",
                    false);
        }
    }

    /** This link cannot be looked at. */
    void cannotSearch(String why) {
        if (searching) {
            settle(DhcpMode.OBSERVE, why, false);
        }
    }

    private void settle(DhcpMode mode, String reason, boolean late) {
        view = view.withMode(mode);
        tell(reason, late ? Level.WARN : Level.INFO);
        searching = false;
        events.modeFound(mode, name(), reason);
    }

    /** Which mode, why, and the one line that changes it. */
    private void tell(String why, Level level) {
        DhcpMode mode = view.mode();
        reason = why;
        log.atLevel(level)
                .addKeyValue("interface", name())
                .addKeyValue("mode", mode.text())
                .addKeyValue("reason", reason)
                .addKeyValue("change", change())
                .log("dhcp.mode");
    }

    /** Its boards are told an address that is on another link, and TFTP, HTTP and NFS do not listen on theirs. */
    private void tellWithoutAddress() {
        log.atWarn()
                .addKeyValue("interface", name())
                .addKeyValue("told", view.address().getHostAddress())
                .addKeyValue("remedy", "restart boots when it has one")
                .log("dhcp.no-address");
    }

    private String change() {
        return PROPERTY + (view.mode() == DhcpMode.RESERVATION ? DhcpMode.PROXY : DhcpMode.RESERVATION).text();
    }

    /** For a person: the mode, why, and the line that changes it. */
    String text() {
        return "DHCP on " + networkInterface.orElse("all interfaces") + ": "
                + view.mode().text() + " (" + reason + "); " + change() + " changes that";
    }
}
