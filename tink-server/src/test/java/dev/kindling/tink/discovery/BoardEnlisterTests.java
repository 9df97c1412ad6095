package dev.kindling.tink.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.tink.directory.NonceKey;
import dev.kindling.tink.enrolment.Enroller;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.hardware.HardwareRegistry;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.MachineRows;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.machine.SeenBoard;
import dev.kindling.tink.testing.TestDatabase;
import dev.kindling.tink.testing.TinkServer;
import dev.kindling.tink.timeline.BootEventIngest;
import dev.kindling.tink.timeline.BootEventIngest.SpooledEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boards nobody declared, and addresses nobody reserved, on a real database. */
class BoardEnlisterTests {

    @TempDir
    static Path data;

    private static TinkServer server;
    private static long sequence;

    @BeforeAll
    static void start() {
        server = TinkServer.start(
                data,
                TestDatabase.fresh(),
                Map.of(
                        "kindling.tink.discovery.unknown", "enroll",
                        "kindling.tink.discovery.rules[0].model", "4B",
                        "kindling.tink.discovery.rules[0].pool", "10.5.0.10-10.5.0.12",
                        "kindling.tink.discovery.rules[0].gateway", "10.5.0.10",
                        "kindling.tink.discovery.rules[0].name-servers", "10.5.0.1"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void boardThatMatchesARuleGetsTheNextFreeAddressAndARecord() {
        discovered("dc:a6:32:05:00:01", "4B", Map.of("client", "raspberry-pi"));
        discovered("dc:a6:32:05:00:01", "4B", Map.of("client", "raspberry-pi"));
        discovered("dc:a6:32:05:00:02", "4B", Map.of("client", "raspberry-pi"));

        MachineFacts first = machine("dc:a6:32:05:00:01").orElseThrow();
        assertThat(first.address()).as("10.5.0.10 is the gateway").isEqualTo("10.5.0.11");
        assertThat(first.hostname()).isEqualTo("node-050001");
        assertThat(first.allowWorkflow()).isTrue();
        assertThat(machine("dc:a6:32:05:00:02").orElseThrow().address()).isEqualTo("10.5.0.12");

        // The pool is empty now: nobody gets an address twice.
        discovered("dc:a6:32:05:00:03", "4B", Map.of("client", "raspberry-pi"));
        assertThat(machine("dc:a6:32:05:00:03")).isEmpty();
        assertThat(server.bean(MachineRows.class).find(new MacAddress("dc:a6:32:05:00:03")))
                .as("but it is listed")
                .isPresent();
    }

    @Test
    void boardThatMatchesNoRuleIsOnlyListed() {
        discovered("dc:a6:32:05:01:01", "5", Map.of("client", "raspberry-pi"));
        discovered("52:54:00:05:01:02", "", Map.of("client", "pxe"));
        discovered("dc:a6:32:05:01:03", "4B", Map.of("client", "raspberry-pi", "relay", "10.6.0.1"));

        for (String mac : List.of("dc:a6:32:05:01:01", "52:54:00:05:01:02", "dc:a6:32:05:01:03")) {
            assertThat(machine(mac)).as(mac).isEmpty();
        }
    }

    @Test
    void agentEnrolsAtAnAddressItsKernelWasGivenLater() {
        MacAddress mac = new MacAddress("dc:a6:32:05:02:01");
        declare(mac, "10.9.0.1");
        UUID boot = UUID.randomUUID();
        happened("boot.started", mac, boot, Map.of("mode", "netboot"));
        happened("boot.address", mac, boot, Map.of("address", "10.7.0.100"));
        happened("boot.address", mac, boot, Map.of("address", "10.7.0.101", "before", "10.7.0.100"));
        assertThat(server.bean(MachineRows.class).find(mac).orElseThrow().seenAddress())
                .isEqualTo("10.7.0.101");

        String nonce = BootNonce.mint(
                        server.bean(NonceKey.class).bytes(),
                        boot,
                        Instant.now().plus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS),
                        mac,
                        "10.7.0.100")
                .text();
        Enroller enroller = server.bean(Enroller.class);
        assertThatThrownBy(() -> enroller.enrol(request(nonce, mac, "10.7.0.99")))
                .isInstanceOf(Failure.Unauthenticated.class);
        assertThat(enroller.enrol(request(nonce, mac, "10.7.0.101")).machine().mac())
                .isEqualTo(mac);
    }

    @Test
    void addressThatAnotherBoardIsHeardToUseIsNobodyElses() {
        MacAddress one = new MacAddress("dc:a6:32:05:03:01");
        MacAddress two = new MacAddress("dc:a6:32:05:03:02");
        declare(one, "10.9.0.11");
        declare(two, "10.9.0.12");
        happened("boot.address", one, UUID.randomUUID(), Map.of("address", "10.7.1.1"));
        happened("boot.address", two, UUID.randomUUID(), Map.of("address", "10.7.1.1"));
        assertThat(seen(one)).isEmpty();
        assertThat(seen(two)).isEqualTo("10.7.1.1");

        happened("boot.started", two, UUID.randomUUID(), Map.of("mode", "netboot"));
        assertThat(seen(two)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.0.0.9-10.0.0.1", "10.0.0.1-10.9.0.1", "a-b", ""})
    void poolThatIsNoneIsRefused(String pool) {
        assertThatThrownBy(() -> AddressPool.parse(pool)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String seen(MacAddress mac) {
        return server.bean(MachineRows.class).find(mac).orElseThrow().seenAddress();
    }

    private static Enroller.Request request(String nonce, MacAddress mac, String peer) {
        return new Enroller.Request(
                nonce, mac, peer, peer, SessionSecret.of(new byte[SessionSecret.LENGTH]), "1", "{}");
    }

    private static void declare(MacAddress mac, String address) {
        server.bean(HardwareRegistry.class).create("""
                {"network":{"interfaces":[{"dhcp":{"mac":"%s","ip":{"address":"%s","netmask":"255.255.255.0"}},
                "netboot":{"allow_pxe":true,"allow_workflow":true}}]}}""".formatted(mac, address));
    }

    private static Optional<MachineFacts> machine(String mac) {
        return server.bean(Machines.class).find(new MacAddress(mac));
    }

    private static void discovered(String mac, String model, Map<String, String> facts) {
        SeenBoard board = new SeenBoard(model, "", "", "", "");
        append(new MacAddress(mac), "machine.discovered", Optional.empty(), facts, Optional.of(board));
    }

    private static void happened(String kind, MacAddress mac, UUID boot, Map<String, String> facts) {
        append(mac, kind, Optional.of(boot), facts, Optional.empty());
    }

    private static void append(
            MacAddress mac, String kind, Optional<UUID> boot, Map<String, String> facts, Optional<SeenBoard> board) {
        TimelineEvent event = new TimelineEvent(
                Optional.of(mac), Instant.now(), Source.DHCP, kind, Severity.INFO, facts, Optional.empty(), boot);
        sequence++;
        server.bean(BootEventIngest.class).append("spool", List.of(new SpooledEvent(sequence, event, board)));
    }
}
