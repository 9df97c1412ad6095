package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another program has a port that boots needs, on a host of its own with the ports of the field. */
class TakenPortsIT {

    private static final String SERVER = "10.77.0.2";
    private static final String US = "java (pid " + ProcessHandle.current().pid() + ")";

    @TempDir
    private Path data;

    private Segment segment;
    private Segment.Host server;

    @BeforeEach
    void lay() throws Exception {
        segment = Segment.lay();
        server = segment.host("srv", "02:00:00:00:77:02", SERVER + "/24");
    }

    @AfterEach
    void lift() throws Exception {
        if (segment != null) {
            segment.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DHCP, udp, 0.0.0.0,   67,   reservation",
        "DHCP, udp, 0.0.0.0,   4011, proxy",
        "TFTP, udp, 10.77.0.2, 69,   reservation",
        "HTTP, tcp, 10.77.0.2, 7171, reservation",
        "NFS,  tcp, 10.77.0.2, 2049, reservation",
        "NFS,  udp, 10.77.0.2, 2049, reservation"
    })
    void startEndsWithTheOwnersNameAndLeavesNothingOpen(
            String door, String protocol, String address, int port, String mode) throws Exception {
        try (Closeable other = take(protocol, address, port)) {
            assertThat(other).isNotNull();
            assertThatThrownBy(() -> start(mode).close())
                    .hasStackTraceContaining(door + " cannot listen on " + address + ":" + port
                            + ": Address already in use, " + US + " has it");
        }
        try (TestService boots = start(mode)) {
            assertThat(boots.events("boot.started")).isEmpty();
        }
    }

    @Test
    void portsThatABoardCanDoWithoutAreNoReasonNotToStart() throws Exception {
        try (Closeable portmapper = take("tcp", SERVER, 111);
                Closeable syslog = take("udp", SERVER, 514);
                Closeable netconsole = take("udp", SERVER, 6666);
                TestService boots = start("reservation")) {
            assertThat(new Object[] {portmapper, syslog, netconsole, boots}).doesNotContainNull();
        }
    }

    private Closeable take(String protocol, String address, int port) throws Exception {
        return server.in(() -> {
            InetAddress local = InetAddress.getByName(address);
            return protocol.equals("tcp") ? new ServerSocket(port, 1, local) : new DatagramSocket(port, local);
        });
    }

    private TestService start(String mode) throws Exception {
        return TestService.start(
                server, data, SERVER, Map.of("kindling.boots.dhcp.mode", mode, "kindling.boots.nfs.enabled", "true"));
    }
}
