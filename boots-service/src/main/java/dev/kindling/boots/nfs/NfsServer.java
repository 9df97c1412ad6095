package dev.kindling.boots.nfs;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.PortUnavailableException;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.nfs.rpc.RpcDispatcher;
import dev.kindling.boots.nfs.rpc.RpcLimits;
import dev.kindling.boots.nfs.rpc.RpcProgram;
import dev.kindling.boots.nfs.rpc.RpcTcpServer;
import dev.kindling.boots.nfs.rpc.RpcUdpServer;
import dev.kindling.boots.nfs.tree.TreeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** NFS and MOUNT on one port, the portmapper on its own, each by TCP and UDP. */
public final class NfsServer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NfsServer.class);
    private static final int TRIES = 20;

    private final BootsProperties boots;
    private final NfsRoot root;
    private final MachineDirectory machines;
    private final MountJournal journal;
    private final NfsMeters meters;
    private final Clock clock;
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile int port;
    private volatile int portmapPort;
    private volatile boolean running;

    /** @param root is told whether boards find the portmapper */
    NfsServer(
            BootsProperties boots,
            NfsRoot root,
            MachineDirectory machines,
            MountJournal journal,
            NfsMeters meters,
            Clock clock) {
        this.boots = boots;
        this.root = root;
        this.machines = machines;
        this.journal = journal;
        this.meters = meters;
        this.clock = clock;
    }

    /** Where NFS and MOUNT really are. */
    public int port() {
        return port;
    }

    /** Where the portmapper really is; 0: there is none. */
    public int portmapPort() {
        return portmapPort;
    }

    @Override
    public void start() {
        if (!boots.nfs().enabled()) {
            return;
        }
        List<Inet4Address> addresses = root.addresses();
        Inet4Address address = addresses.getFirst();
        try {
            Files.createDirectories(boots.nfs().roots());
            TreeStore store =
                    TreeStore.open(boots.nfs().roots(), boots.state().resolve("nfs.key"), new SecureRandom(), clock);
            open.add(store);
            List<RpcProgram> programs = programs(store);
            port = openBoth(new InetSocketAddress(address, boots.nfs().port()), programs);
            for (Inet4Address other : addresses.subList(1, addresses.size())) {
                address = other;
                openBoth(new InetSocketAddress(other, port), programs);
            }
        } catch (IOException e) {
            stop();
            throw new PortUnavailableException(
                    "NFS",
                    "kindling.boots.nfs",
                    new InetSocketAddress(address, boots.nfs().port()),
                    e);
        }
        openPortmapper(addresses);
        running = true;
        log.atInfo()
                .addKeyValue("addresses", addresses)
                .addKeyValue("port", port)
                .addKeyValue("portmap", portmapPort)
                .addKeyValue("roots", boots.nfs().roots())
                .log("nfs.listening");
    }

    private List<RpcProgram> programs(TreeStore store) {
        Predicate<Inet4Address> admitted =
                address -> machines.findByAddress(address).isPresent();
        FileSystemResults fileSystem = new FileSystemResults(boots.nfs().roots());
        return List.of(
                new Nfs3Program(store, admitted, meters, fileSystem),
                new MountProgram(store.roots(), machines, journal));
    }

    /**
     * A host that exports or mounts by NFS itself has a portmapper already: no reason not to start. It does not know our
     * MOUNT, so boards are told the port.
     */
    private void openPortmapper(List<Inet4Address> addresses) {
        int wanted = boots.nfs().portmapPort();
        if (wanted == 0) {
            return;
        }
        try {
            for (Inet4Address address : addresses) {
                portmapPort =
                        openBoth(new InetSocketAddress(address, wanted), List.of(new PortmapProgram(wanted, port)));
            }
            root.portmapped(true);
        } catch (IOException e) {
            root.portmapped(false);
            log.atWarn()
                    .addKeyValue("port", wanted)
                    .addKeyValue("reason", e.getMessage())
                    .addKeyValue("effect", "boards are told nfsroot=" + root.text(boots.address()))
                    .addKeyValue("remedy", "none is needed, but for an initramfs whose mount knows no mountport=")
                    .log("nfs.no-portmapper");
        }
    }

    private int openBoth(InetSocketAddress address, List<RpcProgram> programs) throws IOException {
        RpcDispatcher dispatcher = new RpcDispatcher(programs);
        RpcLimits limits = RpcLimits.of(client -> machines.findByAddress(client).isPresent());
        for (int tries = 1; ; tries++) {
            RpcTcpServer tcp = RpcTcpServer.open(address, dispatcher, limits);
            try {
                open.add(RpcUdpServer.open(new InetSocketAddress(address.getAddress(), tcp.port()), dispatcher));
                open.add(tcp);
                return tcp.port();
            } catch (IOException e) {
                tcp.close();
                // A port that is free for TCP need not be so for UDP.
                if (address.getPort() != 0 || tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        for (AutoCloseable part : open.reversed()) {
            try {
                part.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        open.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
