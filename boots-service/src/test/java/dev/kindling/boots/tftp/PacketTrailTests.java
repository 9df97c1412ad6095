package dev.kindling.boots.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.capture.Pcapng;
import dev.kindling.boots.content.TestBoots;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.tftp.packet.TftpOption;
import dev.kindling.boots.tftp.packet.TftpPacket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a real transfer is kept, and above all what is not. */
class PacketTrailTests {

    @TempDir
    Path data;

    @Test
    void requestsAnswersAndHeadersAreKeptAndTheNonceIsNot() throws Exception {
        try (TestBoots boots = new TestBoots(data)) {
            boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
            PacketKeeper packets = new PacketKeeper(
                    new PacketKeeper.Limits(65_536, 1_048_576),
                    Inet4Address.ofLiteral("192.0.2.2"),
                    _ -> true,
                    Clock.systemUTC());
            TftpServer server = new TftpServer(
                    new TftpProperties(null, 0, 1468, 64, 10, 1, PortMode.MANY, 0, true),
                    TestBoots.ADDRESS,
                    boots.trees(),
                    new TftpJournal(
                            boots.reports(), new SimpleMeterRegistry(), Clock.systemUTC(), packets, new LocalBoots()));
            server.start();
            try (TestTftpClient client = new TestTftpClient(server.localAddress())) {
                String commandLine = new String(
                        client.fetch("cmdline.txt", new TftpOption("timeout", "60")), StandardCharsets.UTF_8);
                assertThat(commandLine).contains("kindling.nonce=");
                client.request("nothing.here");
                assertThat(client.receive()).isInstanceOf(TftpPacket.Failure.class);

                List<Datagram> kept = packets.all(TestBoots.MAC);
                assertThat(kept.stream().map(PacketTrailTests::operation))
                        .containsExactly(
                                "received 1", "sent 6", "received 4", "sent 3", "received 4", "received 1", "sent 5");
                assertThat(kept)
                        .as("each with the address of the door, which need not be this service's first one")
                        .allSatisfy(
                                packet -> assertThat(packet.near().getAddress()).isEqualTo(TestBoots.ADDRESS));
                String file = new String(Pcapng.of(kept, ""), StandardCharsets.ISO_8859_1);
                String nonce = commandLine.replaceAll("(?s).*kindling.nonce=(\\S+).*", "$1");
                assertThat(nonce).hasSizeGreaterThan(20);
                assertThat(file)
                        .contains("cmdline.txt", "nothing.here")
                        .doesNotContain(nonce.substring(0, 8))
                        .doesNotContain("kindling.");
            } finally {
                server.stop();
            }
        }
    }

    private static String operation(Datagram datagram) {
        return (datagram.received() ? "received " : "sent ") + datagram.payload()[1];
    }
}
