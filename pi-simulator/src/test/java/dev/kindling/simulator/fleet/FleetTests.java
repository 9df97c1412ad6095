package dev.kindling.simulator.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.board.BoardProgress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.board.EepromRelease;
import dev.kindling.simulator.board.Mutation;
import dev.kindling.simulator.board.Phase;
import dev.kindling.simulator.card.CardExpectation;
import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.packet.DhcpOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTests {

    private static final Partition BOOT = new Partition(1, 0x0c, 2048, 2048);
    private static final CardExpectation CARD = new CardExpectation(List.of(BOOT), List.of(), List.of());

    @TempDir
    private Path directory;

    private final List<Phase> phases = new CopyOnWriteArrayList<>();
    private StubServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void boardGoesFromDiscoverToItsOwnDisk() throws Exception {
        BoardResult result = run(options(1)).getFirst();
        assertThat(result.problems()).isEmpty();
        assertThat(result.boots()).isEqualTo(2);
        assertThat(result.address()).isEqualTo("127.42.0.101");
        assertThat(result.bytes()).isGreaterThan(400_000);
        assertThat(result.toKernel()).isPositive().isLessThan(result.toReboot());
        assertThat(phases.stream().distinct())
                .containsExactly(
                        Phase.DHCP, Phase.TFTP, Phase.KERNEL, Phase.AGENT, Phase.REBOOT, Phase.LOCAL_BOOT, Phase.DONE);
        assertThat(directory.resolve("work")).doesNotExist();
    }

    @Test
    void requestsComeFromFreshPortsWithTheBlockSizeOfTheirStage() throws Exception {
        run(options(1).withEeprom(EepromRelease.EEPROM_2020));
        List<String> first = distinctRequests().subList(0, 25);
        assertThat(first.stream().map(request -> request.split(" ")[0]).distinct())
                .hasSize(25);
        assertThat(first.subList(0, 8))
                .allMatch(request -> request.matches("305\\d\\d 10000065/\\S+ octet tsize 0 blksize 1024"));
        assertThat(first.subList(8, 25))
                .allMatch(request -> request.matches("491\\d\\d 10000065/\\S+ octet tsize 0 blksize 1468"));
    }

    @Test
    void everyBoardHasAnAddressOfItsOwnAndComesThroughTheRelay() throws Exception {
        List<BoardResult> results = run(options(6));
        assertThat(results).allMatch(BoardResult::succeeded);
        assertThat(server.tftpClients).hasSize(6);
        assertThat(server.heard).allMatch(message -> message.giaddr().toString().equals("127.42.0.1"));
        assertThat(server.heard).allMatch(message -> message.hops() == 1);
        assertThat(server.heard).allMatch(message -> message.options().getLast().code() == DhcpOption.RELAY_AGENT);
    }

    @Test
    void firmwareLooksForAnInitramfsWhenConfigAsksForIt() throws Exception {
        server.files.put("config.txt", "[pi5]\nkernel=no\n[all]\nauto_initramfs=1\n".getBytes(US_ASCII));
        assertThat(run(options(1)).getFirst().problems()).isEmpty();
        assertThat(distinctRequests())
                .filteredOn(request -> request.contains("/initramfs8 "))
                .hasSize(1);
        server.files.put("initramfs8", new byte[9]);
        server.boots.clear();
        server.requests.clear();
        assertThat(run(options(1)).getFirst().problems()).isEmpty();
        assertThat(distinctRequests())
                .filteredOn(request -> request.contains("/initramfs8 "))
                .hasSize(4);
    }

    @Test
    void lostDiscoversAreSentAgain() throws Exception {
        server.deafFor = 2;
        assertThat(run(options(1)).getFirst().succeeded()).isTrue();
    }

    @Test
    void agentThatEndsByItselfIsStartedAgain() throws Exception {
        FleetOptions options = options(1);
        AgentCommand crashing = new AgentCommand(
                options.agent().java(),
                options.agent().options(),
                options.agent().jar(),
                concat(options.agent().arguments(), "--crash"));
        FleetOptions crash = FleetOptions.of(options.boards(), options.network(), options.workDirectory(), crashing)
                .withExpectations(options.expectations());
        assertThat(run(crash).getFirst().succeeded()).isTrue();
    }

    @Test
    void wrongOptionNinetySevenIsSeen() throws Exception {
        assertThat(run(options(1).withMutation(Mutation.WRONG_OPTION_97))
                        .getFirst()
                        .problems())
                .anyMatch(problem -> problem.startsWith("the offer's option 97 is 00525069341131c00032420065650000f0"));
    }

    @Test
    void skippedRequestIsSeen() throws Exception {
        assertThat(run(options(1).withMutation(Mutation.SKIPPED_REQUEST))
                        .getFirst()
                        .problems())
                .anyMatch(problem -> problem.contains("a Pi 4 does 'probe bcm2711-rpi-4-b.dtb found'"));
    }

    @Test
    void configThatChangesWithinOneBootIsSeen() throws Exception {
        server.fickle = true;
        assertThat(run(options(1)).getFirst().problems())
                .anyMatch(problem -> problem.startsWith("config.txt changed within one boot"));
    }

    @Test
    void anotherAddressForTheKernelIsSeen() throws Exception {
        server.kernelShift = 1;
        assertThat(run(options(1)).getFirst().problems())
                .containsExactly("the kernel was given 127.42.0.102, the boot loader 127.42.0.101");
    }

    @Test
    void wrongCardIsSeen() throws Exception {
        CardExpectation other = new CardExpectation(List.of(new Partition(1, 0x0c, 2048, 4096)), List.of(), List.of());
        assertThat(run(options(1).withExpectations(Map.of("pi-1", other)))
                        .getFirst()
                        .problems())
                .singleElement()
                .asString()
                .startsWith("card: partition table: expected");
    }

    @Test
    void closeInTheMiddleLeavesNoThreadAndNoDirectory() throws Exception {
        server.deafFor = 1000;
        FleetOptions options = options(3);
        Fleet fleet = Fleet.powerOn(options, FleetListener.silent());
        assertThat(options.workDirectory()).exists();
        fleet.close();
        assertThat(options.workDirectory()).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("board-pi-"));
        fleet.close();
    }

    @Test
    void boardWithoutKernelGivesUpAtTheDeadlineAndSaysWhy() throws Exception {
        server.files.remove("kernel8.img");
        server.netBoots = 1000;
        assertThat(run(options(1).withDeadline(Duration.ofSeconds(30)))
                        .getFirst()
                        .problems())
                .singleElement()
                .asString()
                .startsWith("gave up in phase")
                .contains("kernel8.img is missing");
    }

    /** A board that waits for its answer on a slow machine asks again, from the same port. */
    private List<String> distinctRequests() {
        return server.requests.stream().distinct().toList();
    }

    private List<BoardResult> run(FleetOptions options) throws Exception {
        FleetListener listener = new FleetListener() {
            @Override
            public void progressed(BoardSpec board, BoardProgress progress) {
                phases.add(progress.phase());
            }

            @Override
            public void finished(BoardResult result) {}
        };
        try (Fleet fleet = Fleet.powerOn(options, listener)) {
            return fleet.await();
        }
    }

    private FleetOptions options(int count) throws IOException {
        List<BoardSpec> boards = IntStream.rangeClosed(1, count)
                .mapToObj(number -> BoardSpec.pi4(
                        "pi-" + number,
                        MacAddress.parse("dc:a6:32:42:00:" + Integer.toHexString(100 + number)),
                        "100000" + Integer.toHexString(100 + number)))
                .toList();
        Network network = new Network.Loopback(
                (InetSocketAddress) server.dhcp.getLocalSocketAddress(),
                server.tftp.getLocalPort(),
                new InetSocketAddress("127.42.0.1", 0));
        AgentCommand agent = ScriptedAgentJar.command(directory, BOOT);
        return FleetOptions.of(boards, network, directory.resolve("work"), agent)
                .withDeadline(Duration.ofSeconds(180))
                .withExpectations(boards.stream().collect(Collectors.toMap(BoardSpec::name, _ -> CARD)));
    }

    private static List<String> concat(List<String> words, String word) {
        List<String> all = new ArrayList<>(words);
        all.add(word);
        return all;
    }
}
