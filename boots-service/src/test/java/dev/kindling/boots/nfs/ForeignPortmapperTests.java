package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.PortUnavailableException;
import dev.kindling.boots.machine.MachineReplica;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignPortmapperTests {

    private static final Inet4Address ADDRESS = Inet4Address.ofLiteral("127.42.0.111");

    @TempDir
    private Path data;

    @Test
    void boardsAreToldThePortOfMountWhereAnotherHasThePortmappersPort() throws IOException {
        BootsProperties boots = boots(0, 111);
        NfsRoot root = new NfsRoot(boots);
        NfsServer server = server(boots, root);
        assertThat(root.text(ADDRESS)).endsWith(",port=0");

        try (ServerSocket rpcbind = new ServerSocket()) {
            take(rpcbind);
            server.start();
            assertThat(server.portmapPort()).isZero();
            assertThat(root.text(ADDRESS)).endsWith(",port=0,mountport=0");
        } finally {
            server.stop();
        }
    }

    @Test
    void takenNfsPortStopsTheStart() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, ADDRESS)) {
            BootsProperties boots = boots(other.getLocalPort(), 0);
            NfsServer server = server(boots, new NfsRoot(boots));

            assertThatThrownBy(server::start)
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessageContaining("NFS cannot listen on 127.42.0.111:" + other.getLocalPort());
            assertThat(server.isRunning()).isFalse();
        }
    }

    private BootsProperties boots(int port, int portmapPort) {
        return new BootsProperties(
                data,
                ADDRESS,
                null,
                null,
                new BootsProperties.Commandline("", "", ""),
                "",
                new BootsProperties.Nfs(true, null, port, portmapPort, null));
    }

    private static NfsServer server(BootsProperties boots, NfsRoot root) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MountJournal journal = new MountJournal(_ -> {}, meters, Clock.systemUTC());
        return new NfsServer(boots, root, new MachineReplica(), journal, new NfsMeters(meters), Clock.systemUTC());
    }

    /** Where this is not allowed, or another program has it, our own server cannot have it either. */
    private static void take(ServerSocket socket) {
        try {
            socket.bind(new InetSocketAddress(ADDRESS, 111));
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }
}
