package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
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
        BootsProperties boots = new BootsProperties(
                data,
                ADDRESS,
                null,
                null,
                new BootsProperties.Commandline("", "", ""),
                "",
                new BootsProperties.Nfs(true, null, 0, 111, null));
        NfsRoot root = new NfsRoot(boots);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MountJournal journal = new MountJournal(_ -> {}, meters, Clock.systemUTC());
        NfsServer server =
                new NfsServer(boots, root, new MachineReplica(), journal, new NfsMeters(meters), Clock.systemUTC());
        assertThat(root.text()).endsWith(",port=0");

        try (ServerSocket rpcbind = new ServerSocket()) {
            take(rpcbind);
            server.start();
            assertThat(server.portmapPort()).isZero();
            assertThat(root.text()).endsWith(",port=0,mountport=0");
        } finally {
            server.stop();
        }
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
