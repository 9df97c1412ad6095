package dev.kindling.simulator.lab;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bridge, a namespace for Kindling with an address on it, and one namespace per board with a wire to it.
 *
 * <pre>
 * kindling-PID-server:  br0 192.168.42.2/24 -- port0, port1, ...
 * kindling-PID-0:       eth0 ------------------'      |
 * kindling-PID-1:       eth0 -------------------------'
 * </pre>
 *
 * <p>Names carry the process id, so that a later start can remove what a killed process left.
 */
public final class LabNetwork implements AutoCloseable {

    /** Most boards a lab has. */
    public static final int MAX_BOARDS = 16;

    /** The interface in Kindling's namespace that the boards are reached by. */
    public static final String BRIDGE = "br0";

    /** The router's interface on the bridge. */
    public static final String ROUTER_DEVICE = LabWire.DEVICE;

    private static final Pattern NAME = Pattern.compile("kindling-(\\d+)-(server|router|\\d+)");

    private final Namespace server;
    private final List<Namespace> boards = new ArrayList<>();
    private final List<Namespace> others = new ArrayList<>();

    private LabNetwork(int count) {
        String prefix = "kindling-" + ProcessHandle.current().pid() + "-";
        this.server = new Namespace(prefix + "server");
        for (int board = 0; board < count; board++) {
            boards.add(new Namespace(prefix + board));
        }
    }

    /**
     * Removes the labs of dead processes and builds a new one.
     *
     * @param boards number of boards, 1 to 16
     * @param serverAddress Kindling's address, e.g. 192.168.42.2; the subnet is a /24
     */
    public static LabNetwork create(int boards, String serverAddress) throws IOException {
        if (boards < 1 || boards > MAX_BOARDS) {
            throw new IllegalArgumentException("a lab has 1 to " + MAX_BOARDS + " boards, not " + boards);
        }
        removeDead();
        LabNetwork lab = new LabNetwork(boards);
        try {
            lab.build(serverAddress);
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** Removes namespaces of processes that are no more, and what still runs in them. */
    static void removeDead() throws IOException {
        for (String name : names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()
                    && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                new Namespace(name).remove();
            }
        }
    }

    /**
     * Moves the calling platform thread into Kindling's namespace for good. Threads and processes started by it follow,
     * so a main thread that calls this first has the whole program inside.
     */
    public void enter() {
        try {
            Kernel.enterNamespace(server.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words in front of a command that make it run in Kindling's namespace. */
    public List<String> serverLauncher() {
        return List.of("ip", "netns", "exec", server.name());
    }

    /**
     * Puts one more host on the bridge, for the LAN's router; it goes with the lab.
     *
     * @param address its address, in the lab's /24
     * @return words in front of a command that make it run there
     */
    public List<String> addRouter(String address) throws IOException {
        Namespace router = new Namespace(server.name().replace("server", "router"));
        others.add(router);
        router.add();
        server.configure(
                "link", "add", "uplink", "type", "veth", "peer", "name", ROUTER_DEVICE, "netns", router.name());
        server.configure("link", "set", "uplink", "master", BRIDGE);
        server.configure("link", "set", "uplink", "up");
        router.configure("addr", "add", address + "/24", "brd", "+", "dev", ROUTER_DEVICE);
        router.configure("link", "set", ROUTER_DEVICE, "up");
        return List.of("ip", "netns", "exec", router.name());
    }

    /** The Ethernet port of a board. */
    public Wire wire(int board, MacAddress mac) throws IOException {
        Namespace namespace = boards.get(board);
        namespace.configure("link", "set", LabWire.DEVICE, "address", mac.text());
        namespace.configure("link", "set", LabWire.DEVICE, "up");
        return new LabWire(namespace);
    }

    /**
     * A port for an emulated machine, in place of the board's: the name of its tap device in Kindling's namespace, which
     * is there for as long as the lab is.
     */
    public String tap(int board) throws IOException {
        boards.get(board).configure("link", "set", LabWire.DEVICE, "down");
        String tap = "tap" + board;
        if (!server.has(tap)) {
            server.configure("tuntap", "add", tap, "mode", "tap");
            server.configure("link", "set", tap, "master", BRIDGE);
        }
        server.configure("link", "set", tap, "up");
        return tap;
    }

    @Override
    public void close() {
        List<Namespace> all = new ArrayList<>(boards);
        all.addAll(others);
        all.add(server);
        for (Namespace namespace : all) {
            try {
                if (Files.exists(Path.of(namespace.path()))) {
                    namespace.remove();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove the namespace " + namespace.name(), e);
            }
        }
    }

    Namespace server() {
        return server;
    }

    private void build(String serverAddress) throws IOException {
        server.add();
        // No spanning tree and no forwarding delay: the first DISCOVER must get through.
        server.configure("link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0");
        server.configure("addr", "add", serverAddress + "/24", "brd", "+", "dev", BRIDGE);
        server.configure("link", "set", BRIDGE, "up");
        // As on a host with a default route: a plain socket may send to 255.255.255.255.
        server.configure("route", "add", "255.255.255.255/32", "dev", BRIDGE);
        for (int board = 0; board < boards.size(); board++) {
            Namespace namespace = boards.get(board);
            String port = "port" + board;
            namespace.add();
            server.configure(
                    "link", "add", port, "type", "veth", "peer", "name", LabWire.DEVICE, "netns", namespace.name());
            server.configure("link", "set", port, "master", BRIDGE);
            server.configure("link", "set", port, "up");
        }
    }

    private static List<String> names() throws IOException {
        Path directory = Path.of(Namespace.DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
