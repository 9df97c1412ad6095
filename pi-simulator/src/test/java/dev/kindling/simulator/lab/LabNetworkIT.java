package dev.kindling.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.UdpDatagram;
import dev.kindling.simulator.packet.Vectors;
import dev.kindling.simulator.wire.Wire;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs root and network namespaces. */
class LabNetworkIT {

    private static final String SERVER = "192.168.42.2";
    private static final MacAddress MAC = MacAddress.parse("dc:a6:32:42:00:0b");
    private static final Ipv4 LEASE = Ipv4.parse("192.168.42.11").orElseThrow();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LabNetwork lab;

    @BeforeEach
    void build() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && canAddNamespaces(),
                "skipped: needs root and the right to make network namespaces");
        lab = LabNetwork.create(2, SERVER);
    }

    @AfterEach
    void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void broadcastOfABoardWithoutAddressReachesTheServer() throws Exception {
        try (Wire wire = lab.wire(0, MAC);
                DatagramSocket server =
                        lab.server().call(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", 67)))) {
            wire.broadcast(Vectors.bytes("A/pi400-dhcp-discover"));
            server.setSoTimeout(60_000);
            DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
            server.receive(packet);
            assertThat(Arrays.copyOf(packet.getData(), packet.getLength()))
                    .isEqualTo(Vectors.bytes("A/pi400-dhcp-discover"));
            assertThat(packet.getAddress().getHostAddress()).isEqualTo("0.0.0.0");
            assertThat(packet.getPort()).isEqualTo(68);
        }
    }

    @Test
    void boardHearsBroadcastAndUnicastBeforeItHasAnAddress() throws Exception {
        try (Wire wire = lab.wire(0, MAC);
                Wire other = lab.wire(1, MacAddress.parse("dc:a6:32:42:00:0c"));
                DatagramSocket server = lab.server().call(() -> new DatagramSocket(new InetSocketAddress(SERVER, 67)));
                PacketSocket raw = lab.server().call(() -> Kernel.openPacketSocket(LabNetwork.BRIDGE))) {
            byte[] offer = offer();
            server.setBroadcast(true);
            server.send(new DatagramPacket(offer, offer.length, InetAddress.getByName("255.255.255.255"), 68));
            assertThat(wire.hear(PATIENCE))
                    .map(heard -> heard.source().toString())
                    .contains(SERVER);
            assertThat(other.hear(PATIENCE)).isPresent();
            Ipv4 source = Ipv4.parse(SERVER).orElseThrow();
            raw.send(new UdpDatagram(source, 67, LEASE, 68, new Bytes(offer)), MAC.bytes());
            assertThat(wire.hear(PATIENCE))
                    .map(heard -> heard.message().yiaddr())
                    .contains(LEASE);
            assertThat(other.hear(Duration.ofMillis(200))).isEmpty();
        }
    }

    @Test
    void boardWithALeaseTalksFromItsOwnAddress() throws Exception {
        try (Wire wire = lab.wire(0, MAC);
                DatagramSocket server =
                        lab.server().call(() -> new DatagramSocket(new InetSocketAddress(SERVER, 69)))) {
            wire.configure(LEASE, new Ipv4(0xffffff00), Ipv4.parse("192.168.42.1"));
            try (DatagramSocket client = wire.open(LEASE, 49152)) {
                client.send(new DatagramPacket(new byte[4], 4, new InetSocketAddress(SERVER, wire.tftpPort())));
                DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                server.setSoTimeout(60_000);
                server.receive(packet);
                assertThat(packet.getSocketAddress()).isEqualTo(new InetSocketAddress("192.168.42.11", 49152));
            }
            wire.unconfigure();
            assertThatExceptionOfType(java.io.IOException.class).isThrownBy(() -> wire.open(LEASE, 49153));
        }
    }

    @Test
    void closeLeavesNoNamespaceBehind() throws Exception {
        assertThat(ours()).hasSize(3);
        lab.close();
        assertThat(ours()).isEmpty();
    }

    @Test
    void startRemovesTheLabOfADeadProcessAndWhatRunsInIt() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Namespace left = new Namespace("kindling-" + dead.pid() + "-server");
        left.add();
        Process inside = new ProcessBuilder(
                        "ip", "netns", "exec", left.name(), "sh", "-c", "echo inside; exec sleep 600")
                .start();
        try {
            // From here on it is in the namespace and can be found there.
            assertThat(inside.inputReader().readLine()).isEqualTo("inside");
            LabNetwork.removeDead();
            assertThat(Path.of(left.path())).doesNotExist();
            assertThat(inside.waitFor(PATIENCE)).isTrue();
        } finally {
            inside.destroyForcibly();
        }
        assertThat(ours()).hasSize(3);
    }

    private static byte[] offer() {
        return DhcpCodec.encode(
                new DhcpMessage(
                        DhcpMessage.REPLY,
                        0,
                        7,
                        0,
                        0,
                        Ipv4.ANY,
                        LEASE,
                        Ipv4.ANY,
                        Ipv4.ANY,
                        MAC,
                        List.of(DhcpOption.of(DhcpOption.MESSAGE_TYPE, DhcpMessage.OFFER))),
                300);
    }

    private static List<String> ours() throws Exception {
        String own = "kindling-" + ProcessHandle.current().pid() + "-";
        try (var files = Files.list(Path.of(Namespace.DIRECTORY))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(own))
                    .toList();
        }
    }

    static boolean canAddNamespaces() {
        Namespace trial = new Namespace("kindling-" + ProcessHandle.current().pid() + "-99");
        try {
            trial.add();
            trial.remove();
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
