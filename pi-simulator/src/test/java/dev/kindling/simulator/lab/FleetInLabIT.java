package dev.kindling.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.fleet.BoardResult;
import dev.kindling.simulator.fleet.Fleet;
import dev.kindling.simulator.fleet.FleetListener;
import dev.kindling.simulator.fleet.FleetOptions;
import dev.kindling.simulator.fleet.Network;
import dev.kindling.simulator.fleet.ScriptedAgentJar;
import dev.kindling.simulator.fleet.StubServer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root and network namespaces: boards on the real ports, by broadcast, without a relay agent. */
class FleetInLabIT {

    private static final Partition BOOT = new Partition(1, 0x0c, 2048, 2048);

    @TempDir
    private Path directory;

    @Test
    void boardsGoFromDiscoverToTheirOwnDiskOnRealPorts() throws Exception {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && LabNetworkIT.canAddNamespaces(),
                "skipped: needs root and the right to make network namespaces");
        List<BoardSpec> boards = IntStream.of(11, 12)
                .mapToObj(octet -> BoardSpec.pi4(
                        "pi-" + octet,
                        MacAddress.parse("dc:a6:32:42:00:0" + Integer.toHexString(octet)),
                        "1000000" + Integer.toHexString(octet)))
                .toList();
        CardExpectation card = new CardExpectation(List.of(BOOT), List.of(), List.of());
        try (LabNetwork lab = LabNetwork.create(2, "192.168.42.2");
                StubServer server = new StubServer(
                        InetAddress.getByName("192.168.42.2"),
                        new InetSocketAddress("0.0.0.0", 67),
                        69,
                        address -> lab.server().call(() -> new DatagramSocket(address)))) {
            FleetOptions options = FleetOptions.of(
                            boards,
                            new Network.Lab(lab),
                            directory.resolve("work"),
                            ScriptedAgentJar.command(directory, BOOT))
                    .withDeadline(Duration.ofSeconds(180))
                    .withExpectations(boards.stream().collect(Collectors.toMap(BoardSpec::name, _ -> card)));
            try (Fleet fleet = Fleet.powerOn(options, FleetListener.silent())) {
                List<BoardResult> results = fleet.await();
                assertThat(results).allMatch(BoardResult::succeeded);
                assertThat(results).extracting(BoardResult::address).containsExactly("192.168.42.11", "192.168.42.12");
                assertThat(server.clients()).isEqualTo(2);
            }
        }
    }
}
