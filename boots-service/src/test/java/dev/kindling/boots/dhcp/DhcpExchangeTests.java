package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindling.boots.SettableClock;
import dev.kindling.boots.boot.BootRegistry;
import dev.kindling.boots.boot.BootRegistryFixture;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.dhcp.DhcpExchange.Outcome;
import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.boots.machine.MachineReplica;
import dev.kindling.boots.netboot.BootDecider;
import dev.kindling.boots.netboot.Circumstances.Door;
import dev.kindling.boots.netboot.DhcpMode;
import dev.kindling.boots.netboot.IgnoreReason;
import dev.kindling.boots.netboot.LeaseSettings;
import dev.kindling.boots.netboot.ServerLink;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.boots.report.SeenBoard;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhcpExchangeTests {

    private static final Inet4Address SERVER = Inet4Address.ofLiteral("192.168.42.2");
    private static final Inet4Address BOARD = Inet4Address.ofLiteral("192.168.42.11");
    private static final Inet4Address NONE = Inet4Address.ofLiteral("0.0.0.0");
    private static final DhcpPacket DISCOVER = Captures.packet("pi400-dhcp-discover");
    private static final DhcpPacket IPXE = Captures.packet("ipxe-e1000-bios-dhcp-discover");

    @TempDir
    private Path data;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final List<BootEvent> events = new ArrayList<>();
    private final MachineReplica machines = new MachineReplica();
    private final AtomicLong nanos = new AtomicLong();
    private ServerLink link = ServerLink.of(DhcpMode.RESERVATION, SERVER);
    private BootRegistry boots;
    private DhcpExchange exchange;

    @AfterEach
    void close() {
        boots.close();
    }

    @BeforeEach
    void open() throws IOException {
        boots = BootRegistryFixture.registry(data, machines, events::add, clock);
        exchange = new DhcpExchange(
                machines,
                boots,
                new BootDecider(LeaseSettings.of(Duration.ofHours(1))),
                new DeclinedAddresses(Duration.ofMinutes(10), nanos::get),
                new DhcpEvents(events::add, clock),
                new LocalBoots());
    }

    @Test
    void wholeExchangeOfABoardIsOneBootInTheTimeline() throws MalformedPacketException {
        know();
        Outcome.Answered offer = (Outcome.Answered) handle(DISCOVER);
        handle(Packets.requestFor(offer.reply()));

        UUID boot =
                boots.current(new MacAddress("dc:a6:32:ec:fc:3c")).orElseThrow().id();
        assertThat(events)
                .extracting(BootEvent::kind)
                .containsExactly("boot.started", "dhcp.discover", "dhcp.offer", "dhcp.request", "dhcp.ack");
        assertThat(events).allSatisfy(event -> assertThat(event.bootId()).contains(boot));
    }

    @Test
    void discoverOfABoardTellsWhatTheBoardIs() throws MalformedPacketException {
        know();
        handle(DISCOVER);
        assertThat(events.get(1).board())
                .contains(new SeenBoard("400", "c03130", "e0ff06da", "0", "PXEClient:Arch:00000:UNDI:002001"));
    }

    @Test
    void kernelsOwnDhcpBelongsToTheBootThatIsGoingOn() throws MalformedPacketException {
        know();
        handle(DISCOVER);
        UUID boot =
                boots.current(new MacAddress("dc:a6:32:ec:fc:3c")).orElseThrow().id();
        events.clear();

        handle(packet("53=01"));

        assertThat(events).extracting(BootEvent::kind).containsExactly("dhcp.discover", "dhcp.offer");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.bootId()).contains(boot);
            assertThat(event.board()).isEmpty();
        });
    }

    @Test
    @Rule(positive = "D30")
    void unknownBoardIsReportedOnceInAWhileAndNeverAnswered() throws MalformedPacketException {
        for (int time = 0; time < 3; time++) {
            assertThat(handle(DISCOVER)).isInstanceOfSatisfying(Outcome.Ignored.class, ignored -> {
                assertThat(ignored.reason()).isEqualTo(IgnoreReason.UNKNOWN_MACHINE);
                assertThat(ignored.known()).isFalse();
            });
        }
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo("machine.discovered");
            assertThat(event.board().orElseThrow().serial()).isEqualTo("e0ff06da");
        });

        clock.advance(DhcpEvents.DISCOVERED_AGAIN);
        handle(DISCOVER);
        assertThat(events).hasSize(2);
    }

    /** Else no rule of discovery could declare it. */
    @Test
    void unknownBoardIsReportedByAnAutoProxyToo() throws MalformedPacketException {
        link = ServerLink.of(DhcpMode.AUTO_PROXY, SERVER);
        assertThat(handle(DISCOVER)).isInstanceOf(Outcome.Ignored.class);
        assertThat(events).extracting(BootEvent::kind).containsExactly("machine.discovered");

        events.clear();
        clock.advance(DhcpEvents.DISCOVERED_AGAIN);
        DhcpPacket pc = packet("53=01", "60=505845436c69656e74", "77=69505845");
        assertThat(handle(pc)).isInstanceOf(Outcome.Answered.class);
        assertThat(handle(pc)).isInstanceOf(Outcome.Answered.class);
        assertThat(events).extracting(BootEvent::kind).containsExactly("machine.discovered");
    }

    /** The system of a board asks, the board is started again, and its firmware tells what the system did not. */
    @Test
    void unknownBoardIsReportedAgainWhenItsFirmwareTellsMoreThanItsSystemDid() throws MalformedPacketException {
        handle(packet("53=01"));
        handle(packet("53=01", "60=505845436c69656e74"));
        handle(DISCOVER);
        handle(DISCOVER);
        handle(packet("53=01"));

        assertThat(events)
                .extracting(event -> event.facts().get("client"))
                .containsExactly("plain", "raspberry-pi", "raspberry-pi");
        assertThat(events)
                .extracting(event -> event.board().orElseThrow().serial())
                .containsExactly("", "", "e0ff06da");
    }

    @Test
    void boardThatAsksWithoutEndIsAnsweredEachTimeAndToldInPart() throws MalformedPacketException {
        know();
        handle(DISCOVER);
        events.clear();
        for (int time = 0; time < 500; time++) {
            assertThat(handle(DISCOVER)).isInstanceOf(Outcome.Answered.class);
        }
        assertThat(events).hasSize(DhcpEvents.TOLD_EACH_MINUTE - 2);
        assertThat(events.getLast().facts()).containsKey("more");
        assertThat(events.subList(0, events.size() - 1))
                .noneMatch(event -> event.facts().containsKey("more"));

        events.clear();
        handle(packet("53=01"));
        assertThat(events)
                .as("the system's own")
                .extracting(BootEvent::kind)
                .containsExactly("dhcp.discover", "dhcp.offer");
        for (int time = 0; time < 100; time++) {
            assertThat(handle(packet("53=01"))).isInstanceOf(Outcome.Answered.class);
        }
        assertThat(events).hasSize(DhcpEvents.SYSTEM_TOLD_EACH_MINUTE);

        events.clear();
        clock.advance(Duration.ofMinutes(1));
        handle(DISCOVER);
        assertThat(events).extracting(BootEvent::kind).containsExactly("dhcp.discover", "dhcp.offer");

        events.clear();
        clock.advance(Duration.ofHours(-1));
        handle(DISCOVER);
        assertThat(events).as("the clock was set back").hasSize(2);
    }

    @Test
    void boardThatBeginsAnewWithoutEndStaysInOneBoot() throws MalformedPacketException {
        know();
        for (int time = 0; time < 200; time++) {
            byte[] bytes = DhcpCodec.encode(DISCOVER);
            bytes[7] = (byte) time;
            assertThat(handle(DhcpCodec.decode(bytes))).isInstanceOf(Outcome.Answered.class);
        }
        assertThat(events.stream().filter(event -> event.kind().equals("boot.started")))
                .hasSizeLessThan(30);
    }

    @Test
    @Rule(negative = "D30")
    void inventedBoardsDoNotFillTheTimeline() throws MalformedPacketException {
        for (int board = 0; board < 1_000; board++) {
            byte[] bytes = DhcpCodec.encode(DISCOVER);
            bytes[32] = (byte) (board >> 8);
            bytes[33] = (byte) board;
            handle(DhcpCodec.decode(bytes));
        }
        assertThat(events).hasSize(DhcpEvents.DISCOVERED_EACH_MINUTE);

        clock.advance(Duration.ofMinutes(1));
        handle(DISCOVER);
        assertThat(events).hasSize(DhcpEvents.DISCOVERED_EACH_MINUTE + 1);
    }

    @Test
    void declinedAddressIsAnAlarm() throws MalformedPacketException {
        know();
        handle(packet("53=04", "54=c0a82a02", "50=c0a82a0b"));
        assertThat(events).extracting(BootEvent::kind).containsExactly("dhcp.decline", "dhcp.ignored");
        assertThat(events.getLast().severity()).isEqualTo(BootEvent.Severity.ALARM);
        assertThat(events.getLast().facts()).containsEntry("reason", "declined");
        assertThat(events.getLast().facts()).containsEntry("address", BOARD.getHostAddress());
    }

    @Test
    void whoeverIsNotAnsweredBecauseItsAddressIsInUseIsToldOfWithThatAddress() throws MalformedPacketException {
        know();
        handle(packet("53=03", "54=c0a82a01", "50=c0a82a0b"));
        assertThat(events.getLast().facts())
                .containsEntry("reason", "other-server")
                .doesNotContainKey("address");
        handle(packet("53=04", "54=c0a82a02", "50=c0a82a0b"));
        handle(DISCOVER);
        assertThat(events.getLast().facts())
                .containsEntry("reason", "address-in-use")
                .containsEntry("address", BOARD.getHostAddress());
    }

    @Test
    void refusalIsAWarning() throws MalformedPacketException {
        know();
        assertThat(handle(packet("53=03", "50=c0a82a63")).text()).isEqualTo("nak");
        assertThat(events.getLast().kind()).isEqualTo("dhcp.nak");
        assertThat(events.getLast().severity()).isEqualTo(BootEvent.Severity.WARNING);
    }

    @Test
    void ipxeInTheCardBeginsABootWithEveryExchange() throws MalformedPacketException {
        know(IPXE.mac().orElseThrow(), MachineProfile.BootMode.NETBOOT);
        handle(IPXE);
        UUID first = current(IPXE);
        handle(IPXE);
        assertThat(current(IPXE)).isEqualTo(first);

        handle(anew(IPXE));

        assertThat(current(IPXE)).isNotEqualTo(first);
        assertThat(events)
                .extracting(BootEvent::kind)
                .doesNotContain("boot.local")
                .filteredOn("boot.started"::equals)
                .hasSize(2);
    }

    @Test
    void ipxeThatAFirmwareHasLoadedGoesOnWithItsBoot() throws MalformedPacketException {
        know();
        handle(DISCOVER);
        UUID boot = current(DISCOVER);

        handle(anew(packet("53=01", "77=69505845")));

        assertThat(current(DISCOVER)).isEqualTo(boot);
    }

    @Test
    void pcThatIsToBootItsDiskSaysSoOnceInABoot() throws MalformedPacketException {
        know(IPXE.mac().orElseThrow(), MachineProfile.BootMode.LOCAL);
        Outcome.Answered offer = (Outcome.Answered) handle(IPXE);
        handle(IPXE);
        assertThat(offer.reply().file()).isEqualTo(Bytes.zero(128));
        assertThat(events).extracting(BootEvent::kind).containsOnlyOnce("boot.local");

        events.clear();
        handle(anew(IPXE));
        assertThat(events).extracting(BootEvent::kind).containsOnlyOnce("boot.local");
    }

    @Test
    void pcBesideAnotherServerSaysItToo() throws MalformedPacketException {
        link = ServerLink.of(DhcpMode.PROXY, SERVER);
        know(IPXE.mac().orElseThrow(), MachineProfile.BootMode.LOCAL);
        assertThat(handle(IPXE).text()).isEqualTo(IgnoreReason.NOTHING_TO_BOOT.text());
        assertThat(events).extracting(BootEvent::kind).containsOnlyOnce("boot.local");
    }

    /** It starts from its card without asking the network, and its own system asks for an address. */
    @Test
    void pi3ThatBootsItsDiskSaysSoByItsOwnSystemsDhcp() throws Exception {
        MacAddress mac = DISCOVER.mac().orElseThrow();
        know();
        byte[] bytes = DhcpCodec.encode(DISCOVER);
        System.arraycopy(new byte[] {0x26, (byte) 0xf3, 0x03, 0x39}, 0, bytes, 4, 4);
        handle(DhcpCodec.decode(bytes));
        BootRegistryFixture.readCommandLine(boots, mac);
        handle(packet("53=01"));
        assertThat(events)
                .as("its kernel of the network")
                .extracting(BootEvent::kind)
                .doesNotContain("boot.local");

        know(mac, MachineProfile.BootMode.LOCAL);
        handle(packet("53=03", "50=c0a82a0b"));
        assertThat(events).extracting(BootEvent::kind).doesNotContain("boot.local");
        handle(packet("53=01"));
        handle(packet("53=01"));
        assertThat(events).extracting(BootEvent::kind).containsOnlyOnce("boot.local");
    }

    /** Its boot order may be to blame, and its firmware's questions tell where it goes. */
    @Test
    void anotherBoardsOwnSystemTellsNothing() throws Exception {
        MacAddress mac = DISCOVER.mac().orElseThrow();
        know();
        handle(DISCOVER);
        BootRegistryFixture.readCommandLine(boots, mac);
        know(mac, MachineProfile.BootMode.LOCAL);
        handle(packet("53=01"));
        assertThat(events).extracting(BootEvent::kind).doesNotContain("boot.local");
    }

    private UUID current(DhcpPacket packet) {
        return boots.current(packet.mac().orElseThrow()).orElseThrow().id();
    }

    /** The same of another exchange. */
    private static DhcpPacket anew(DhcpPacket packet) throws MalformedPacketException {
        byte[] bytes = DhcpCodec.encode(packet);
        bytes[7]++;
        return DhcpCodec.decode(bytes);
    }

    @Test
    void malformedPacketIsNoExchange() {
        assertThatThrownBy(() -> exchange.handle(
                        new DhcpSocket.Received(new byte[100], new InetSocketAddress("127.0.0.1", 68)),
                        link,
                        Door.DHCP))
                .isInstanceOf(MalformedPacketException.class);
        assertThat(events).isEmpty();
    }

    private Outcome handle(DhcpPacket packet) throws MalformedPacketException {
        return exchange.handle(
                new DhcpSocket.Received(DhcpCodec.encode(packet), new InetSocketAddress("127.0.0.1", 68)),
                link,
                Door.DHCP);
    }

    private static DhcpPacket packet(String... options) {
        DhcpOptions all = DhcpOptions.NONE;
        for (String option : options) {
            String[] parts = option.split("=");
            List<DhcpOptions.Option> more = new ArrayList<>(all.all());
            more.add(new DhcpOptions.Option(Integer.parseInt(parts[0]), Bytes.ofHex(parts[1])));
            all = new DhcpOptions(more);
        }
        assertThat(all.has(OptionCode.MESSAGE_TYPE)).isTrue();
        return Packets.with(DISCOVER, NONE, NONE, 0, all);
    }

    private void know() {
        know(new MacAddress("dc:a6:32:ec:fc:3c"), MachineProfile.BootMode.NETBOOT);
    }

    private void know(MacAddress mac, MachineProfile.BootMode mode) {
        machines.settings(new DirectorySettings(new byte[32], "sha256:" + "0".repeat(64)));
        Reservation reservation = new Reservation(
                BOARD,
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        machines.put(
                new MachineProfile(mac, "id", "pi", Optional.of(reservation), mode, true, "aarch64", Optional.empty()));
    }
}
