package dev.kindling.provisioner.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTests {

    @Test
    void freePortsCanBeBoundAndAreNoneThatAnOutgoingConnectionMayTake() throws Exception {
        Ports ports = Ports.free("127.0.0.1");
        List<Integer> tcp =
                List.of(ports.grpc(), ports.rest(), ports.boot(), ports.nfs(), ports.metadata(), ports.secrets());

        assertThat(tcp).doesNotHaveDuplicates();
        String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
        int first = Integer.parseInt(range.strip().split("\\s+")[0]);
        if (first > 20_000) {
            assertThat(tcp).allMatch(port -> port < first);
            assertThat(List.of(ports.dhcp(), ports.tftp())).allMatch(port -> port < first);
        }
        for (int port : tcp) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            }
        }
    }
}
