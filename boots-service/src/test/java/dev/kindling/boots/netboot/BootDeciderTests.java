package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootDeciderTests {

    private static final Inet4Address SERVER = ip("192.168.42.2");
    private static final Inet4Address BOARD = ip("192.168.42.11");
    private static final Inet4Address RELAY = ip("192.168.42.1");
    private static final Inet4Address NONE = ip("0.0.0.0");
    private static final ServerLink LINK = ServerLink.of(DhcpMode.RESERVATION, SERVER);
    private static final DhcpPacket DISCOVER = Captures.packet("pi400-dhcp-discover");
    private static final MacAddress MAC = new MacAddress("dc:a6:32:ec:fc:3c");
    private static final MachineProfile MACHINE = machine(Optional.of(reservation(4)));

    private final BootDecider decider = new BootDecider(LeaseSettings.of(Duration.ofHours(1)));

    @Test
    void offerToARaspberryPiHasEverythingAnyModelLooksAt() {
        DhcpPacket offer = reply(DISCOVER);

        assertThat(offer.op()).isEqualTo(DhcpPacket.REPLY);
        assertThat(offer.xid()).isEqualTo(DISCOVER.xid());
        assertThat(offer.chaddr()).isEqualTo(DISCOVER.chaddr());
        assertThat(offer.hops()).isZero();
        assertThat(offer.secs()).isZero();
        assertThat(offer.ciaddr()).isEqualTo(NONE);
        assertThat(offer.yiaddr()).isEqualTo(BOARD);
        assertThat(offer.siaddr()).isEqualTo(SERVER);
        assertThat(offer.type()).contains(MessageType.OFFER);
        assertThat(offer.options().address(OptionCode.SERVER_ID)).contains(SERVER);
        assertThat(offer.options().get(OptionCode.LEASE_TIME)).contains(Bytes.ofU32(3_600));
        assertThat(offer.options().text(OptionCode.VENDOR_CLASS)).contains("PXEClient");
        assertThat(offer.options().text(OptionCode.TFTP_SERVER)).contains("192.168.42.2");
        assertThat(offer.options().get(OptionCode.VENDOR_SPECIFIC).orElseThrow())
                .hasToString("0601030a0400505845091400001152617370626572727920506920426f6f74ff");
        assertThat(offer.options().get(OptionCode.MACHINE_ID))
                .isEqualTo(DISCOVER.options().get(OptionCode.MACHINE_ID));
    }

    @Test
    void optionsHaveOneOrderWithTheTypeFirstAndTheRelaysLast() {
        assertThat(reply(Packets.relayed(DISCOVER, RELAY)).options().all())
                .extracting(DhcpOptions.Option::code)
                .containsExactly(53, 54, 51, 58, 59, 1, 3, 43, 60, 66, 97, 82);
    }

    @Test
    void relaysOwnOptionComesBackUnchanged() {
        DhcpPacket offer = reply(Packets.relayed(DISCOVER, RELAY));
        assertThat(offer.giaddr()).isEqualTo(RELAY);
        assertThat(offer.options().get(OptionCode.RELAY_INFORMATION)).contains(Packets.RELAY_INFORMATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "0105", "010500", "ff"})
    void relayOptionThatDoesNotAddUpIsNotSentBack(String hex) {
        DhcpPacket relayed = Packets.with(
                DISCOVER, NONE, RELAY, 0, DISCOVER.options().with(OptionCode.RELAY_INFORMATION, Bytes.ofHex(hex)));
        assertThat(reply(relayed).options().has(OptionCode.RELAY_INFORMATION)).isFalse();
    }

    @Test
    void requestOfARaspberryPiGetsAllTheOfferSaidThoughItAsksForLess() {
        DhcpPacket offer = reply(DISCOVER);
        DhcpPacket ack = reply(Packets.requestFor(offer));

        assertThat(ack.type()).contains(MessageType.ACK);
        assertThat(ack.yiaddr()).isEqualTo(BOARD);
        assertThat(ack.options().without(OptionCode.MESSAGE_TYPE).all())
                .containsAll(offer.options().without(OptionCode.MESSAGE_TYPE).all());
    }

    @Test
    void kernelsOwnDhcpGetsAPlainLeaseOfTheSameAddress() {
        DhcpPacket ack = reply(kernel("53=01", "55=0103060c0f111a282a"));

        assertThat(ack.yiaddr()).isEqualTo(BOARD);
        assertThat(ack.siaddr()).isEqualTo(NONE);
        assertThat(ack.options().all())
                .extracting(DhcpOptions.Option::code)
                .containsExactly(53, 54, 51, 58, 59, 1, 3, 6, 12, 42);
        assertThat(ack.options().text(OptionCode.HOST_NAME)).contains("pi");
    }

    @Test
    void clientIdComesBack() {
        DhcpPacket offer = reply(kernel("53=01", "61=01dca632ecfc3c"));
        assertThat(offer.options().get(OptionCode.CLIENT_ID)).contains(Bytes.ofHex("01dca632ecfc3c"));
    }

    @ParameterizedTest(name = "54={0} 50={1} ciaddr={2}: {3}")
    @CsvSource({
        // SELECTING
        "192.168.42.2, 192.168.42.11, 0.0.0.0,       ACK",
        "192.168.42.2, 192.168.42.12, 0.0.0.0,       NAK",
        "192.168.42.2, 0.0.0.0,       0.0.0.0,       NAK",
        "192.168.42.9, 192.168.42.11, 0.0.0.0,       OTHER_SERVER",
        "192.168.42.2, ,              0.0.0.0,       CONTRADICTION",
        "192.168.42.2, 192.168.42.11, 192.168.42.11, CONTRADICTION",
        // INIT-REBOOT
        ",             192.168.42.11, 0.0.0.0,       ACK",
        ",             192.168.42.99, 0.0.0.0,       NAK",
        ",             10.0.0.11,     0.0.0.0,       NAK",
        // RENEWING and REBINDING
        ",             ,              192.168.42.11, ACK",
        ",             ,              192.168.42.99, NAK",
        // neither nor, both
        ",             ,              0.0.0.0,       CONTRADICTION",
        ",             192.168.42.11, 192.168.42.11, CONTRADICTION"
    })
    void requestIsDecidedByTheStateOfTheClient(String serverId, String requested, String ciaddr, String expected) {
        DhcpOptions options = options("53=03");
        options = serverId == null ? options : options.with(OptionCode.SERVER_ID, Bytes.ofAddress(ip(serverId)));
        options = requested == null
                ? options
                : options.with(OptionCode.REQUESTED_ADDRESS, Bytes.ofAddress(ip(requested)));
        BootDecision decision = decide(Packets.with(DISCOVER, ip(ciaddr), NONE, 0, options));

        assertThat(outcome(decision)).isEqualTo(expected);
        if (decision instanceof BootDecision.Reply(DhcpPacket packet) && expected.equals("ACK")) {
            assertThat(packet.ciaddr()).isEqualTo(ip(ciaddr));
            assertThat(packet.yiaddr()).isEqualTo(BOARD);
        }
    }

    @Test
    void refusalSaysNothingButThatItIsOne() {
        DhcpPacket nak = reply(Packets.with(
                DISCOVER, NONE, RELAY, 0, options("53=03", "50=0a000001", "61=01dca632ecfc3c", "82=130a")));

        assertThat(nak.options().all()).extracting(DhcpOptions.Option::code).containsExactly(53, 54, 56, 61);
        assertThat(List.of(nak.ciaddr(), nak.yiaddr(), nak.siaddr())).containsOnly(NONE);
        assertThat(nak.wantsBroadcast()).as("the relay must broadcast it").isTrue();
    }

    @Test
    void machineThatIsNotInTheInventoryIsNeverAnswered() {
        for (String type : List.of("01", "03", "04", "07", "08")) {
            DhcpPacket packet = kernel("53=" + type, "50=c0a82a0b", "54=c0a82a02");
            assertThat(decider.decide(BootRequest.from(packet), Circumstances.of(LINK, Optional.empty())))
                    .isEqualTo(new BootDecision.Ignore(IgnoreReason.UNKNOWN_MACHINE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "04, 54=c0a82a02 50=c0a82a0b, DECLINED",
        "04, 54=c0a82a02 50=c0a82a0c, NOT_ITS_ADDRESS",
        "04, 54=c0a82a02, NOT_ITS_ADDRESS",
        "04, 54=c0a82a09, OTHER_SERVER",
        "04, 12=78, OTHER_SERVER",
        "07, 54=c0a82a02, NOT_ITS_ADDRESS",
        "07, 54=c0a82a09, OTHER_SERVER",
        "02, 12=78, NO_MESSAGE_TYPE",
        "05, 12=78, NO_MESSAGE_TYPE",
        "09, 12=78, NO_MESSAGE_TYPE"
    })
    void messageThatNeedsNoAnswerSaysWhy(String type, String option, String reason) {
        assertThat(outcome(decide(kernel(("53=" + type + " " + option).split(" ")))))
                .isEqualTo(reason);
    }

    @Test
    void replyOfAnotherServerIsNoRequest() {
        assertThat(outcome(decide(Captures.packet("dnsmasq-proxy-offer")))).isEqualTo("NOT_A_REQUEST");
    }

    @Test
    void informGetsOptionsButNeitherAddressNorLease() {
        DhcpPacket ack = reply(Packets.with(DISCOVER, BOARD, NONE, 0, options("53=08")));

        assertThat(ack.type()).contains(MessageType.ACK);
        assertThat(ack.yiaddr()).isEqualTo(NONE);
        assertThat(ack.ciaddr()).isEqualTo(BOARD);
        assertThat(ack.options().has(OptionCode.LEASE_TIME)).isFalse();
        assertThat(ack.options().has(OptionCode.SUBNET_MASK)).isTrue();
    }

    @Test
    void machineWithoutAnAddressGetsNone() {
        assertThat(decider.decide(
                        BootRequest.from(DISCOVER), Circumstances.of(LINK, Optional.of(machine(Optional.empty())))))
                .isEqualTo(new BootDecision.Ignore(IgnoreReason.NO_RESERVATION));
    }

    @Test
    void relayOfAnotherSubnetGetsNoOfferUnlessItNamesTheRightOne() {
        Inet4Address elsewhere = ip("10.0.0.1");
        assertThat(outcome(decide(Packets.with(DISCOVER, NONE, elsewhere, 0, DISCOVER.options()))))
                .isEqualTo("WRONG_NETWORK");
        DhcpOptions selecting = DISCOVER.options().with(OptionCode.RELAY_INFORMATION, Bytes.ofHex("0504c0a82a00"));
        assertThat(outcome(decide(Packets.with(DISCOVER, NONE, elsewhere, 0, selecting))))
                .isEqualTo("OFFER");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.42.2, 24, OFFER, ACK",
        "192.168.0.2, 16, OFFER, ACK",
        "192.168.42.250, 29, OFFER, ACK",
        "10.0.0.2, 24, WRONG_NETWORK, NAK",
        "192.168.43.2, 24, WRONG_NETWORK, NAK"
    })
    void machineOnALinkOfAnotherSubnetIsNotOfferedItsAddress(String own, int prefix, String offer, String reboot) {
        ServerLink there =
                new ServerLink(DhcpMode.RESERVATION, SERVER, Set.of(SERVER), List.of(new Subnet(ip(own), prefix)));

        assertThat(outcome(decideOn(there, DISCOVER))).isEqualTo(offer);
        assertThat(outcome(decideOn(there, kernel("53=03", "50=c0a82a0b")))).isEqualTo(reboot);
        assertThat(outcome(decideOn(there, Packets.with(DISCOVER, BOARD, NONE, 0, options("53=03")))))
                .as("renews through a router")
                .isEqualTo("ACK");
        assertThat(outcome(decideOn(there, Packets.relayed(DISCOVER, RELAY))))
                .as("behind a relay of its subnet")
                .isEqualTo("OFFER");
    }

    private BootDecision decideOn(ServerLink link, DhcpPacket packet) {
        return decider.decide(BootRequest.from(packet), Circumstances.of(link, Optional.of(MACHINE)));
    }

    @Test
    void relayMayStandInForTheServer() {
        DhcpOptions override = DISCOVER.options().with(OptionCode.RELAY_INFORMATION, Bytes.ofHex("0b04c0a82a01"));
        DhcpPacket offer = reply(Packets.with(DISCOVER, NONE, RELAY, 0, override));
        assertThat(offer.options().address(OptionCode.SERVER_ID)).contains(RELAY);

        DhcpOptions request =
                Packets.requestFor(offer).options().with(OptionCode.RELAY_INFORMATION, Bytes.ofHex("0b04c0a82a01"));
        assertThat(outcome(decide(Packets.with(DISCOVER, NONE, RELAY, 0, request))))
                .isEqualTo("ACK");
    }

    @Test
    void replyFitsTheSmallestClientAndKeepsWhatItNeeds() {
        MachineProfile crowded = machine(Optional.of(reservation(40)));
        DhcpPacket offer = reply(kernel("53=01"), crowded);

        assertThat(DhcpCodec.encode(offer)).hasSizeLessThanOrEqualTo(548);
        assertThat(offer.options().all())
                .extracting(DhcpOptions.Option::code)
                .contains(53, 54, 51, 1, 3)
                .doesNotContain(42);
    }

    @Test
    void clientThatTakesMoreGetsMore() {
        MachineProfile crowded = machine(Optional.of(reservation(40)));
        assertThat(reply(kernel("53=01", "57=05dc"), crowded).options().has(OptionCode.TIME_SERVERS))
                .isTrue();
    }

    @Test
    void reservationMayNameItsOwnLease() {
        Reservation own = new Reservation(
                BOARD,
                ip("255.255.255.0"),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(Duration.ofSeconds(4_000)));
        DhcpPacket offer = reply(DISCOVER, machine(Optional.of(own)));
        assertThat(offer.options().get(OptionCode.LEASE_TIME)).contains(Bytes.ofU32(4_000));
        assertThat(offer.options().get(OptionCode.RENEWAL_TIME)).contains(Bytes.ofU32(2_000));
        assertThat(offer.options().get(OptionCode.REBINDING_TIME)).contains(Bytes.ofU32(3_500));
    }

    private BootDecision decide(DhcpPacket packet) {
        return decider.decide(BootRequest.from(packet), Circumstances.of(LINK, Optional.of(MACHINE)));
    }

    private DhcpPacket reply(DhcpPacket packet) {
        return reply(packet, MACHINE);
    }

    private DhcpPacket reply(DhcpPacket packet, MachineProfile machine) {
        BootDecision decision = decider.decide(BootRequest.from(packet), Circumstances.of(LINK, Optional.of(machine)));
        assertThat(decision).isInstanceOf(BootDecision.Reply.class);
        return ((BootDecision.Reply) decision).packet();
    }

    private static String outcome(BootDecision decision) {
        return switch (decision) {
            case BootDecision.Reply(DhcpPacket packet) ->
                packet.type().orElseThrow().name();
            case BootDecision.Ignore(IgnoreReason reason) -> reason.name();
        };
    }

    /** A packet of the board's MAC address with these options, {@code code=hex}. */
    private static DhcpPacket kernel(String... options) {
        return Packets.with(DISCOVER, NONE, NONE, 0, options(options));
    }

    private static DhcpOptions options(String... options) {
        return new DhcpOptions(Arrays.stream(options)
                .map(option -> option.split("="))
                .map(parts -> new DhcpOptions.Option(Integer.parseInt(parts[0]), Bytes.ofHex(parts[1])))
                .toList());
    }

    private static Reservation reservation(int servers) {
        List<Inet4Address> many = Collections.nCopies(servers, ip("192.168.42.53"));
        return new Reservation(BOARD, ip("255.255.255.0"), Optional.of(RELAY), many, many, Optional.empty());
    }

    private static MachineProfile machine(Optional<Reservation> reservation) {
        return new MachineProfile(
                MAC, "id", "pi", reservation, MachineProfile.BootMode.NETBOOT, true, "aarch64", Optional.empty());
    }

    private static Inet4Address ip(String text) {
        return Inet4Address.ofLiteral(text);
    }
}
