package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a message may look like, and what an answer looks like: RFC 2131 sections 2, 3, 4.1 and table 3. */
class DhcpMessageRulesIT extends RuleLab {

    private static final String RELAY = "10.77.0.1";
    private static final String CROWDED = "02:00:00:00:77:40";

    /** The server can reach both relays; who answers there is not looked at. */
    @BeforeAll
    void reachRelays() throws Exception {
        segment.ip("srv", "route", "add", "10.9.9.0/24", "dev", "eth0");
        for (String relay : List.of(RELAY, "10.9.9.1")) {
            segment.ip("srv", "neigh", "replace", relay, "lladdr", "02:00:00:00:77:01", "dev", "eth0");
        }
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("domain", "lab.example");
        settings.put("search", "lab.example,example");
        settings.put("routes", "10.128.0.0/9 via 10.77.0.7");
        return settings;
    }

    @Test
    @Rule(positive = {"D4", "D9", "D10", "D11", "D12", "D13", "D14", "D49"})
    void offerCopiesWhatItMustAndAddsWhatItMust() throws IOException {
        Ask ask = discover()
                .raw("0000")
                .secs(77)
                .field(3, 2)
                .broadcast()
                .option(93, "0000")
                .text(60, "PXEClient:A");
        Answer offer = ask(ask);

        assertThat(List.of(offer.field(0), offer.field(1), offer.field(2))).containsExactly(2, 1, 6);
        assertThat(List.of(offer.field(3), offer.field(8), offer.field(9))).containsOnly(0);
        assertThat(offer.flags()).isEqualTo(0x8000);
        assertThat(List.of(offer.ciaddr(), offer.yiaddr(), offer.siaddr(), offer.giaddr()))
                .containsExactly("0.0.0.0", ADDRESS, SERVER, "0.0.0.0");
        assertThat(offer.type()).isEqualTo(Answer.OFFER);
        assertThat(offer.option(54)).contains("0a4d0002");
        assertThat(List.of(offer.seconds(58), offer.seconds(59), offer.seconds(51)))
                .containsExactly(7_200L, 12_600L, 14_400L);
    }

    @Test
    @Rule(
            positive = "D16",
            negative = {"D9", "D11", "D12", "D13", "D14", "D15"})
    void refusalSaysThatItIsOneAndNothingElse() throws IOException {
        Answer nak = ask(Ask.of(Ask.REQUEST, BOARD)
                .address(50, "10.77.0.99")
                .option(61, "01dca63277000b")
                .option(55, "010306")
                .option(57, "0240")
                .option(51, "00000e10"));

        assertThat(nak.type()).isEqualTo(Answer.NAK);
        assertThat(nak.codes()).containsExactly(53, 54, 56, 61);
        assertThat(List.of(nak.ciaddr(), nak.yiaddr(), nak.siaddr())).containsOnly("0.0.0.0");
        assertThat(nak.file()).isEmpty();
    }

    @Test
    @Rule(
            positive = "D15",
            negative = {"D10", "D16"})
    void answerHasNoOptionThatIsAClients() throws IOException {
        Answer ack = ask(select(ADDRESS, SERVER)
                .secs(9)
                .field(3, 4)
                .option(55, "01033233363739")
                .option(57, "05dc"));

        assertThat(ack.type()).isEqualTo(Answer.ACK);
        assertThat(ack.codes()).doesNotContain(50, 55, 56, 57);
        assertThat(List.of(ack.field(3), ack.field(8), ack.field(9))).containsOnly(0);
    }

    @Test
    @Rule(
            positive = {"D1", "D2", "D3"},
            negative = {"D1", "D2", "D3", "D4"})
    void messageThatIsNoneIsPassedOver() throws IOException {
        byte[] whole = discover().bytes();
        for (int length : new int[] {0, 1, 28, 235, 239}) {
            wire.broadcast(BOARD, Arrays.copyOf(whole, length));
        }
        silent(discover().cookie(0x63825364L));
        silent(discover().field(0, 2));
        silent(discover().field(2, 17));
        silent(discover().field(2, 0));
        silent(discover().field(1, 6));
        silent(discover().field(1, 0));
        silent(discover().raw("0cff41").withoutEnd());
        silent(discover().option(54, "0a4d"));
        assertThat(dhcp.count("malformed")).isPositive();
        assertThat(dhcp.count("failed")).isZero();
        assertThat(ask(discover().withoutEnd()).type()).isEqualTo(Answer.OFFER);
    }

    @Test
    @Rule(
            positive = {"D5", "D7", "D8"},
            negative = "D8")
    void optionsAreReadWhereverTheyStandAndHoweverTheyAreCut() throws IOException {
        Answer ack = ask(Ask.of(Ask.REQUEST, BOARD)
                .option(52, "03")
                .option(213, "00")
                .at(108, "32020a4dff")
                .at(44, "3202000bff"));
        assertThat(ack.type()).isEqualTo(Answer.ACK);
        assertThat(ack.yiaddr()).isEqualTo(ADDRESS);

        Answer split = ask(
                select(ADDRESS, SERVER).option(61, "ff0000").option(224, "ffff").option(61, "0042"));
        assertThat(split.option(61)).contains("ff00000042");
    }

    @Test
    @Rule(
            positive = "D6",
            negative = {"D5", "D6", "D7"})
    void overloadThatIsNoneMeansNothing() throws IOException {
        // The field would name another address, if it were read.
        String other = "32040a4d0063ff";
        assertThat(ask(select(ADDRESS, SERVER).option(52, "04").at(108, other)).type())
                .isEqualTo(Answer.ACK);
        assertThat(ask(select(ADDRESS, SERVER).option(52, "00").at(108, other)).type())
                .isEqualTo(Answer.ACK);
        assertThat(ask(select(ADDRESS, SERVER)
                                .option(52, "02")
                                .at(44, "340101ff")
                                .at(108, other))
                        .type())
                .isEqualTo(Answer.ACK);
        // Two halves of one address, the second too long: no address at all.
        silent(Ask.of(Ask.REQUEST, BOARD)
                .address(54, SERVER)
                .option(50, "0a4d00")
                .option(50, "0b00"));
    }

    @Test
    @Rule(
            positive = {"D17", "D18", "D19"},
            negative = {"D17", "D18", "D19"})
    void identifierComesBackAndChangesNothing() throws IOException {
        Answer rom = ask(discover());
        Answer ipxe = ask(discover().option(61, "01dca63277000b").text(77, "iPXE"));
        Answer system = ask(discover().option(61, "ff32770000000100012c"));

        assertThat(rom.option(61)).isEmpty();
        assertThat(ipxe.option(61)).contains("01dca63277000b");
        assertThat(system.option(61)).contains("ff32770000000100012c");
        assertThat(List.of(rom.yiaddr(), ipxe.yiaddr(), system.yiaddr())).containsOnly(ADDRESS);
        // Somebody else's identifier gives nobody an address.
        silent(Ask.of(Ask.DISCOVER, STRANGER).option(61, "01dca63277000b"));
    }

    @Test
    @Rule(
            positive = {"D46", "D7"},
            negative = "D46")
    void whatIsAskedForComesInThatOrderOnce() throws IOException {
        crowd(2);
        Answer offer = ask(crowdedAsk().option(57, "05dc").option(55, "79770f060c031c012a060f99"));

        assertThat(offer.codes()).containsExactly(53, 54, 51, 58, 59, 121, 119, 15, 6, 12, 3, 28, 1, 42);
        assertThat(offer.option(121)).contains("090a800a4d0007000a4d0001");
        assertThat(offer.option(119)).contains("036c6162076578616d706c6500076578616d706c6500");
        assertThat(offer.option(28)).contains("0a4d00ff");
        assertThat(offer.text(15)).isEqualTo("lab.example");
        // Not asked for, not sent.
        assertThat(ask(crowdedAsk().option(55, "0103")).codes()).containsExactly(53, 54, 51, 58, 59, 1, 3);
    }

    @Test
    @Rule(
            positive = {"D47", "D48"},
            negative = {"D47", "D48"})
    void answerFitsTheClientAndKeepsWhatItNeeds() throws IOException {
        crowd(30);
        String all = "01030c060f1c2a7779";
        // 576 bytes: name and time servers do not both fit; one goes to the free fields.
        Answer small =
                ask(crowdedAsk().option(55, all).option(82, "0104aabbccdd").giaddr(RELAY));
        assertThat(small.frame().payload().length).isLessThanOrEqualTo(548);
        assertThat(small.option(52)).isPresent();
        assertThat(small.overloaded()).isNotEmpty();
        assertThat(small.codes()).startsWith(53, 52, 54, 51, 58, 59, 1, 3).endsWith(82);

        // A client that says it takes less than everybody must is not believed.
        Answer liar = ask(crowdedAsk().option(55, all).option(57, "0040"));
        assertThat(liar.codes()).contains(53, 54, 51, 58, 59, 1, 3);

        Answer large = ask(crowdedAsk().option(55, all).option(57, "05dc"));
        assertThat(large.option(52)).isEmpty();
        assertThat(large.codes()).contains(6, 42, 119, 121);

        crowd(70);
        Answer overfull = ask(crowdedAsk().option(55, all));
        assertThat(overfull.frame().payload().length).isLessThanOrEqualTo(548);
        assertThat(overfull.codes()).contains(53, 54, 51, 58, 59, 1, 3).doesNotContain(42);
    }

    @Test
    @Rule(
            positive = "D50",
            negative = {"D49", "D50"})
    void leaseTimeAskedForIsHeldWithinLimits() throws IOException {
        assertThat(ask(discover().option(51, "00001c20")).seconds(51)).isEqualTo(7_200);
        Answer short0 = ask(discover().option(51, "00000000"));
        assertThat(short0.seconds(51)).isEqualTo(3_600);
        assertThat(short0.seconds(58)).isLessThan(short0.seconds(59));
        assertThat(short0.seconds(59)).isLessThan(short0.seconds(51));
        assertThat(ask(discover().option(51, "ffffffff")).seconds(51)).isEqualTo(14_400);
    }

    @Test
    @Rule(
            positive = {"D51", "D52"},
            negative = {"D51", "D52"})
    void relayInformationComesBackLastAndUnchanged() throws IOException {
        String circuit = "0104aabbccdd9702ffff";
        Answer offer = ask(discover().giaddr(RELAY).option(82, circuit).option(61, "0142"));
        assertThat(offer.codes().getLast()).isEqualTo(82);
        assertThat(offer.option(82)).contains(circuit);
        assertThat(offer.giaddr()).isEqualTo(RELAY);

        assertThat(ask(discover().giaddr("10.9.9.1").option(82, "05040a4d0000")).type())
                .as("link selection")
                .isEqualTo(Answer.OFFER);
        assertThat(ask(discover().giaddr(RELAY).option(82, "0b040a4d0001")).option(54))
                .as("server identifier override")
                .contains("0a4d0001");
        assertThat(ask(discover().giaddr(RELAY).option(82, "01ff00")).option(82))
                .as("broken")
                .isEmpty();
        double before = dhcp.count("wrong-network");
        silent(discover().giaddr("10.9.9.1"));
        assertThat(dhcp.count("wrong-network")).isEqualTo(before + 1);
    }

    private static Ask crowdedAsk() {
        return Ask.of(Ask.DISCOVER, CROWDED);
    }

    private void crowd(int servers) {
        List<Inet4Address> many = Collections.nCopies(servers, Inet4Address.ofLiteral("10.77.0.53"));
        Reservation reservation = new Reservation(
                Inet4Address.ofLiteral("10.77.0.40"),
                Inet4Address.ofLiteral("255.255.255.0"),
                Optional.of(Inet4Address.ofLiteral(RELAY)),
                many,
                many,
                Optional.empty());
        dhcp.know(CROWDED, BootMode.NETBOOT, true, Optional.of(reservation));
    }
}
