package dev.kindling.boots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.dhcp.DhcpServer;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.MacAddress;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on loopback, as the demo runs it. */
class BootsApplicationTests {

    private static final MacAddress MAC = new MacAddress("dc:a6:32:ec:fc:3c");
    private static final Inet4Address SERVER = Inet4Address.ofLiteral("127.42.0.2");
    private static final Inet4Address RELAY = Inet4Address.ofLiteral("127.42.0.1");
    private static final Inet4Address BOARD = Inet4Address.ofLiteral("127.42.0.11");

    @TempDir
    private Path data;

    @Test
    void raspberryPiBehindARelayGetsItsAddressAtTheRelaysSourcePort() throws Exception {
        try (ConfigurableApplicationContext application = start();
                DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            int port = application.getBean(DhcpServer.class).port();

            DhcpPacket offer = exchange(relay, port, Packets.relayed(Captures.packet("pi400-dhcp-discover"), RELAY));

            assertThat(offer.type()).contains(MessageType.OFFER);
            assertThat(offer.yiaddr()).isEqualTo(BOARD);
            assertThat(offer.siaddr()).isEqualTo(SERVER);
            assertThat(offer.options().text(OptionCode.TFTP_SERVER)).contains("127.42.0.2");

            DhcpPacket ack = exchange(relay, port, Packets.relayed(Packets.requestFor(offer), RELAY));

            assertThat(ack.type()).contains(MessageType.ACK);
            assertThat(ack.yiaddr()).isEqualTo(BOARD);
        }
    }

    @Test
    void processLivesAsLongAsTheServiceThoughAllThreadsThatServeAreDaemons() {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(application.isActive()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !thread.isDaemon())
                    .extracting(Thread::getName)
                    .contains("keep-alive");
        }
    }

    @Test
    void bootGoesOnAfterARestartWithTheSameBytes() throws Exception {
        byte[] before;
        Boot boot;
        try (ConfigurableApplicationContext application = start();
                DatagramSocket relay = new DatagramSocket(new InetSocketAddress(RELAY, 0))) {
            exchange(
                    relay,
                    application.getBean(DhcpServer.class).port(),
                    Packets.relayed(Captures.packet("pi400-dhcp-discover"), RELAY));
            before = commandLine(application);
            boot = application.getBean(BootFiles.class).current(machine()).orElseThrow();
        }
        try (ConfigurableApplicationContext application = start()) {
            assertThat(commandLine(application)).isEqualTo(before);
            assertThat(application.getBean(BootFiles.class).current(machine())).contains(boot);
        }
        CommandLine words = CommandLine.parse(new String(before, StandardCharsets.US_ASCII));
        assertThat(words.mac()).isEqualTo(MAC);
        assertThat(words.server()).isEqualTo("127.42.0.2:42113");
    }

    private static byte[] commandLine(ConfigurableApplicationContext application) {
        return application
                .getBean(BootFiles.class)
                .commandLine(machine(), BOARD)
                .orElseThrow();
    }

    private ConfigurableApplicationContext start() {
        ConfigurableApplicationContext application = BootsApplication.create(Map.ofEntries(
                        Map.entry("kindling.boots.nfs.enabled", "false"),
                        Map.entry("kindling.boots.data", data.toString()),
                        Map.entry("kindling.boots.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.dhcp.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.dhcp.port", 0),
                        Map.entry("kindling.boots.dhcp.mode", "reservation"),
                        Map.entry("kindling.boots.tftp.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.tftp.port", 0),
                        Map.entry("kindling.boots.http.address", SERVER.getHostAddress()),
                        Map.entry("kindling.boots.http.port", 0),
                        Map.entry("kindling.boots.tink.target", "in-process:" + UUID.randomUUID())))
                .run();
        MachineReplica replica = application.getBean(MachineReplica.class);
        replica.settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
        replica.put(machine());
        return application;
    }

    private static MachineProfile machine() {
        Reservation reservation = new Reservation(
                BOARD,
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.of(RELAY),
                List.of(),
                List.of(),
                Optional.empty());
        return new MachineProfile(
                MAC,
                "id",
                "pi",
                Optional.of(reservation),
                MachineProfile.BootMode.NETBOOT,
                true,
                "aarch64",
                Optional.empty());
    }

    private static DhcpPacket exchange(DatagramSocket relay, int port, DhcpPacket request) throws Exception {
        byte[] bytes = DhcpCodec.encode(request);
        relay.setSoTimeout(60_000);
        relay.send(new DatagramPacket(bytes, bytes.length, SERVER, port));
        DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
        relay.receive(answer);
        return DhcpCodec.decode(Arrays.copyOf(answer.getData(), answer.getLength()));
    }
}
