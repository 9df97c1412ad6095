package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.dhcp.Wire.Frame;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an answer goes: RFC 2131 section 4.1, down to the frame. */
class DhcpDestinationRulesIT extends RuleLab {

    private static final String RELAY = "10.77.0.1";
    private static final String RELAY_MAC = "02:00:00:00:77:01";
    private static final String SECOND_ADDRESS = "10.77.0.4";

    @Override
    Map<String, String> settings() {
        return Map.of("mode", "reservation", "interface", "eth0");
    }

    /** The client's host answers ARP for the relay and the board; frames are read below all that. */
    @BeforeAll
    void address() throws Exception {
        segment.ip("cli", "address", "add", RELAY + "/24", "dev", "eth0");
        segment.ip("cli", "address", "add", ADDRESS + "/24", "dev", "eth0");
        segment.ip("srv", "neigh", "replace", RELAY, "lladdr", RELAY_MAC, "dev", "eth0");
        segment.ip("srv", "neigh", "replace", ADDRESS, "lladdr", BOARD, "dev", "eth0");
    }

    @Test
    @Rule(positive = "D22")
    void relayIsAnsweredAtItsServerPort() throws IOException {
        Frame frame = ask(discover().giaddr(RELAY)).frame();
        assertThat(frame.target() + ":" + frame.targetPort()).isEqualTo(RELAY + ":67");
        assertThat(frame.to()).isEqualTo(RELAY_MAC);
    }

    @Test
    @Rule(negative = "D22")
    void relayGetsAnotherPortOnlyWhenItAsksForIt() throws IOException {
        Ask asking = discover().giaddr(RELAY).option(82, "1300");
        wire.send(RELAY_MAC, SERVER_MAC, RELAY, 40_000, SERVER, 67, asking.bytes());
        assertThat(wire.answerTo(asking).frame().targetPort()).isEqualTo(40_000);

        Ask silent = discover().giaddr(RELAY);
        wire.send(RELAY_MAC, SERVER_MAC, RELAY, 40_000, SERVER, 67, silent.bytes());
        assertThat(wire.answerTo(silent).frame().targetPort()).isEqualTo(67);
    }

    @Test
    @Rule(
            positive = "D23",
            negative = {"D24", "D25"})
    void clientWithAnAddressIsAnsweredThere() throws IOException {
        Answer ack = askFrom(ADDRESS, Ask.of(Ask.REQUEST, BOARD).ciaddr(ADDRESS).broadcast());
        assertThat(ack.type()).isEqualTo(Answer.ACK);
        assertThat(ack.frame().target() + ":" + ack.frame().targetPort()).isEqualTo(ADDRESS + ":68");
        assertThat(ack.frame().to()).isEqualTo(BOARD);
    }

    @Test
    @Rule(positive = "D24", negative = "D23")
    void clientThatAsksForABroadcastGetsOne() throws IOException {
        Frame frame = ask(discover().broadcast()).frame();
        assertThat(frame.target() + ":" + frame.targetPort()).isEqualTo("255.255.255.255:68");
        assertThat(frame.to()).isEqualTo(Wire.EVERYBODY);
    }

    @Test
    @Rule(positive = "D25")
    void clientWithoutAnAddressGetsAFrameOfItsOwn() throws IOException {
        Frame frame = ask(discover()).frame();
        assertThat(frame.to()).isEqualTo(BOARD);
        assertThat(frame.from()).isEqualTo(SERVER_MAC);
        assertThat(frame.source() + ":" + frame.sourcePort()).isEqualTo(SERVER + ":67");
        assertThat(frame.target() + ":" + frame.targetPort()).isEqualTo(ADDRESS + ":68");
    }

    @Test
    @Rule(
            positive = "D26",
            negative = {"D26", "D27"})
    void refusalWithoutARelayIsBroadcast() throws IOException {
        Answer asked = ask(Ask.of(Ask.REQUEST, BOARD).address(50, "10.77.0.99"));
        Answer renewing = askFrom("10.77.0.99", Ask.of(Ask.REQUEST, BOARD).ciaddr("10.77.0.99"));
        for (Answer nak : new Answer[] {asked, renewing}) {
            assertThat(nak.type()).isEqualTo(Answer.NAK);
            assertThat(nak.frame().target() + ":" + nak.frame().targetPort()).isEqualTo("255.255.255.255:68");
            assertThat(nak.frame().to()).isEqualTo(Wire.EVERYBODY);
            assertThat(nak.flags()).isZero();
        }
    }

    @Test
    @Rule(positive = "D27")
    void refusalThroughARelayIsToBeBroadcastByIt() throws IOException {
        Answer nak = ask(Ask.of(Ask.REQUEST, BOARD).giaddr(RELAY).address(50, "10.77.0.99"));
        assertThat(nak.type()).isEqualTo(Answer.NAK);
        assertThat(nak.flags()).isEqualTo(0x8000);
        assertThat(nak.frame().target() + ":" + nak.frame().targetPort()).isEqualTo(RELAY + ":67");
    }

    @Test
    @Rule(
            positive = {"D20", "D21"},
            negative = {"D20", "D21"})
    void eachOwnAddressNamesTheServerAndNoOther() throws Exception {
        assertThat(ask(discover()).option(54)).as("the address on this link").contains("0a4d0002");
        assertThat(ask(select(ADDRESS, SERVER)).type()).isEqualTo(Answer.ACK);
        assertThat(ask(select(ADDRESS, "127.0.0.1")).type())
                .as("another own one")
                .isEqualTo(Answer.ACK);
        silent(select(ADDRESS, SECOND_ADDRESS));
    }
}
