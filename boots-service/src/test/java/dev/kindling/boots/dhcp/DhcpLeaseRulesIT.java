package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.conformance.Rule;
import dev.kindling.boots.report.BootEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server side of RFC 2131, sections 4.3.1 to 4.3.6. */
class DhcpLeaseRulesIT extends RuleLab {

    private static final String OTHER = "02:00:00:00:77:21";
    private static final String OTHERS_ADDRESS = "10.77.0.21";

    @Test
    @Rule(
            positive = {"D28", "D29"},
            negative = {"D28", "D29"})
    void offerIsTheClientsOwnAddressWhateverItAsksFor() throws IOException {
        dhcp.know(OTHER, OTHERS_ADDRESS);
        assertThat(ask(discover()).yiaddr()).isEqualTo(ADDRESS);
        assertThat(ask(discover().address(50, ADDRESS)).yiaddr()).isEqualTo(ADDRESS);
        assertThat(ask(discover().address(50, OTHERS_ADDRESS)).yiaddr()).isEqualTo(ADDRESS);
        assertThat(ask(discover().address(50, "192.0.2.1")).yiaddr()).isEqualTo(ADDRESS);
        assertThat(ask(Ask.of(Ask.DISCOVER, OTHER).address(50, ADDRESS)).yiaddr())
                .isEqualTo(OTHERS_ADDRESS);
    }

    @Test
    @Rule(negative = "D28")
    void addressOfAnotherSubnetIsNotOffered() throws IOException {
        dhcp.know(OTHER, "10.78.0.21");
        silent(Ask.of(Ask.DISCOVER, OTHER).broadcast());
        assertThat(dhcp.events("dhcp.ignored").getLast().facts()).containsEntry("reason", "wrong-network");
        assertThat(ask(Ask.of(Ask.REQUEST, OTHER).address(50, "10.78.0.21").broadcast())
                        .type())
                .as("rebooted there")
                .isEqualTo(Answer.NAK);
    }

    @Test
    @Rule(
            positive = {"D31", "D40"},
            negative = "D32")
    void offerTakenUpIsAcknowledgedAsItWas() throws IOException {
        Answer offer = ask(discover().option(55, "01030c"));
        Answer ack = ask(select(ADDRESS, SERVER).option(55, "01030c"));

        assertThat(ack.type()).isEqualTo(Answer.ACK);
        assertThat(ack.yiaddr()).isEqualTo(offer.yiaddr());
        assertThat(ack.options().stream().filter(option -> option.code() != 53).toList())
                .isEqualTo(offer.options().stream()
                        .filter(option -> option.code() != 53)
                        .toList());
    }

    @Test
    @Rule(
            positive = "D32",
            negative = {"D31", "D40"})
    void offerOfAnotherServerTakenUpIsItsBusiness() throws IOException {
        silent(select(ADDRESS, "10.77.0.9"));
        silent(select("10.77.0.99", "10.77.0.9"));
        assertThat(dhcp.events("dhcp.ignored").getLast().facts())
                .containsEntry("reason", "other-server")
                .containsEntry("server", "10.77.0.9");
    }

    @Test
    @Rule(positive = "D33", negative = "D33")
    void addressThatWasNotOfferedIsRefused() throws IOException {
        dhcp.know(OTHER, OTHERS_ADDRESS);
        assertThat(ask(select(OTHERS_ADDRESS, SERVER)).type()).isEqualTo(Answer.NAK);
        assertThat(ask(select("10.77.0.99", SERVER)).type()).isEqualTo(Answer.NAK);
        assertThat(ask(select(ADDRESS, SERVER)).type()).isEqualTo(Answer.ACK);
    }

    @Test
    @Rule(positive = "D34", negative = "D34")
    void rebootedClientKeepsItsAddressAndNoOther() throws IOException {
        assertThat(ask(Ask.of(Ask.REQUEST, BOARD).address(50, ADDRESS)).type()).isEqualTo(Answer.ACK);
        assertThat(ask(Ask.of(Ask.REQUEST, BOARD).address(50, "10.77.0.99")).type())
                .isEqualTo(Answer.NAK);
        assertThat(ask(Ask.of(Ask.REQUEST, BOARD).address(50, "192.168.1.11")).type())
                .as("of another network")
                .isEqualTo(Answer.NAK);
    }

    @Test
    @Rule(positive = "D35", negative = "D35")
    void clientWithoutARecordIsNotRefused() throws IOException {
        silent(Ask.of(Ask.REQUEST, STRANGER).address(50, ADDRESS));
        silent(Ask.of(Ask.REQUEST, STRANGER).address(50, "192.168.1.11"));
        silent(Ask.of(Ask.REQUEST, STRANGER).ciaddr("10.77.0.77"));
    }

    @Test
    @Rule(
            positive = {"D36", "D37"},
            negative = {"D36", "D37"})
    void renewedAndReboundLeaseGoesOn() throws IOException {
        segmentAnswersFor(ADDRESS);
        Answer renewed = askFrom(ADDRESS, Ask.of(Ask.REQUEST, BOARD).ciaddr(ADDRESS));
        assertThat(renewed.type()).isEqualTo(Answer.ACK);
        assertThat(renewed.ciaddr()).isEqualTo(ADDRESS);
        assertThat(renewed.seconds(51)).isEqualTo(14_400);
        assertThat(renewed.frame().target()).isEqualTo(ADDRESS);

        Ask rebinding = Ask.of(Ask.REQUEST, BOARD).ciaddr(ADDRESS);
        wire.send(BOARD, Wire.EVERYBODY, ADDRESS, 68, "255.255.255.255", 67, rebinding.bytes());
        assertThat(wire.answerTo(rebinding).type()).isEqualTo(Answer.ACK);

        Ask wrong = Ask.of(Ask.REQUEST, BOARD).ciaddr("10.77.0.99");
        wire.send(BOARD, Wire.EVERYBODY, "10.77.0.99", 68, "255.255.255.255", 67, wrong.bytes());
        assertThat(wire.answerTo(wrong).type()).isEqualTo(Answer.NAK);
        assertThat(askFrom("10.77.0.99", Ask.of(Ask.REQUEST, BOARD).ciaddr("10.77.0.99"))
                        .type())
                .isEqualTo(Answer.NAK);
    }

    @Test
    @Rule(positive = "D38", negative = "D38")
    void changedReservationMakesTheClientStartAgain() throws IOException {
        segmentAnswersFor(ADDRESS);
        assertThat(askFrom(ADDRESS, Ask.of(Ask.REQUEST, BOARD).ciaddr(ADDRESS)).type())
                .isEqualTo(Answer.ACK);
        dhcp.know(BOARD, "10.77.0.12");
        assertThat(askFrom(ADDRESS, Ask.of(Ask.REQUEST, BOARD).ciaddr(ADDRESS)).type())
                .isEqualTo(Answer.NAK);
        assertThat(ask(discover()).yiaddr()).isEqualTo("10.77.0.12");
    }

    @Test
    @Rule(positive = "D39", negative = "D39")
    void mixtureNoTableKnowsIsNeverAcknowledged() throws IOException {
        silent(Ask.of(Ask.REQUEST, BOARD).address(54, SERVER).ciaddr(ADDRESS));
        silent(Ask.of(Ask.REQUEST, BOARD).address(54, SERVER));
        silent(Ask.of(Ask.REQUEST, BOARD));
        silent(Ask.of(Ask.REQUEST, BOARD).address(50, ADDRESS).ciaddr(ADDRESS));
        for (String none : List.of("0.0.0.0", "255.255.255.255", "10.77.0.0", "10.77.0.255")) {
            assertThat(ask(select(none, SERVER)).type()).as(none).isEqualTo(Answer.NAK);
        }
    }

    @Test
    @Rule(
            positive = {"D42", "D60"},
            negative = {"D42", "D60"})
    void declinedAddressRestsAndPeopleAreTold() throws IOException {
        String board = "02:00:00:00:77:42";
        dhcp.know(board, "10.77.0.42");
        // Without the server's name, or somebody else's, it is not for us.
        silent(Ask.of(Ask.DECLINE, board).address(50, "10.77.0.42"));
        silent(Ask.of(Ask.DECLINE, board).address(50, "10.77.0.42").address(54, "10.77.0.9"));
        silent(Ask.of(Ask.DECLINE, board).address(54, SERVER));
        assertThat(ask(Ask.of(Ask.DISCOVER, board)).type()).isEqualTo(Answer.OFFER);

        silent(Ask.of(Ask.DECLINE, board).address(50, "10.77.0.42").address(54, SERVER));
        assertThat(dhcp.events("dhcp.ignored"))
                .filteredOn(event -> "declined".equals(event.facts().get("reason")))
                .singleElement()
                .extracting(BootEvent::severity)
                .isEqualTo(BootEvent.Severity.ALARM);
        silent(Ask.of(Ask.DISCOVER, board));
        silent(Ask.of(Ask.REQUEST, board).address(50, "10.77.0.42"));

        // By the clock nobody can set: ten minutes, not sooner.
        dhcp.wait(Duration.ofMinutes(9));
        silent(Ask.of(Ask.DISCOVER, board));
        dhcp.wait(Duration.ofMinutes(1));
        assertThat(ask(Ask.of(Ask.DISCOVER, board)).type()).isEqualTo(Answer.OFFER);
    }

    @Test
    @Rule(
            positive = {"D43", "D44"},
            negative = {"D43", "D44"})
    void addressIsGivenBackByItsOwnerOnlyAndStaysItsOwn() throws IOException {
        dhcp.know(OTHER, OTHERS_ADDRESS);
        silent(Ask.of(Ask.DECLINE, OTHER).address(50, ADDRESS).address(54, SERVER));
        silent(Ask.of(Ask.RELEASE, OTHER).ciaddr(ADDRESS).address(54, SERVER));
        assertThat(dhcp.events("dhcp.ignored").getLast().facts()).containsEntry("reason", "not-its-address");
        assertThat(ask(discover()).yiaddr()).isEqualTo(ADDRESS);

        silent(Ask.of(Ask.RELEASE, BOARD).ciaddr(ADDRESS).address(54, SERVER));
        silent(Ask.of(Ask.RELEASE, BOARD).ciaddr(ADDRESS).address(54, SERVER));
        assertThat(dhcp.events("dhcp.ignored").getLast().facts()).containsEntry("reason", "released");
        assertThat(ask(discover()).yiaddr()).isEqualTo(ADDRESS);
    }

    @Test
    @Rule(positive = "D45", negative = "D45")
    void informedClientGetsNoLease() throws IOException {
        segmentAnswersFor("10.77.0.99");
        // From an address that is not its reservation: the leases are not looked at.
        Answer ack = askFrom("10.77.0.99", Ask.of(Ask.INFORM, BOARD).ciaddr("10.77.0.99"));
        assertThat(ack.type()).isEqualTo(Answer.ACK);
        assertThat(ack.frame().target() + ":" + ack.frame().targetPort()).isEqualTo("10.77.0.99:68");
        assertThat(ack.yiaddr()).isEqualTo("0.0.0.0");
        assertThat(ack.codes()).contains(1, 3).doesNotContain(51, 58, 59);

        Answer noCiaddr = askFrom("10.77.0.99", Ask.of(Ask.INFORM, BOARD));
        assertThat(noCiaddr.frame().target()).isEqualTo("10.77.0.99");
        silent(Ask.of(Ask.INFORM, STRANGER).ciaddr("10.77.0.99"));
    }

    @Test
    @Rule(
            positive = {"D57", "D58"},
            negative = {"D57", "D58"})
    void answersFollowXidAndAddress() throws IOException {
        dhcp.know(OTHER, OTHERS_ADDRESS);
        String pi = "00525069343031c00032ecfc3cda06ffe0";
        Ask mine = discover().xid(0).option(97, pi);
        Ask its = Ask.of(Ask.DISCOVER, OTHER).xid(0).option(97, pi);
        int before = dhcp.events("boot.started").size();
        wire.broadcast(BOARD, mine.bytes());
        wire.broadcast(OTHER, its.bytes());
        Answer first = wire.answerTo(mine);
        assertThat(wire.answerTo(its).yiaddr()).isEqualTo(OTHERS_ADDRESS);
        assertThat(first.yiaddr()).isEqualTo(ADDRESS);

        Answer again = ask(mine);
        assertThat(again.frame().payload()).isEqualTo(first.frame().payload());
        assertThat(dhcp.events("boot.started")).hasSize(before + 2);
        // Another exchange is another boot.
        ask(discover().option(97, pi));
        assertThat(dhcp.events("boot.started")).hasSize(before + 3);
    }

    @Test
    @Rule(positive = "D59", negative = "D59")
    void twoServersOfOneDirectoryGiveOneAnswer(@TempDir Path data) throws Exception {
        dhcp.know(OTHER, OTHERS_ADDRESS);
        Segment.Host host = segment.host("srv2", "02:00:00:00:77:05", "10.77.0.5/24");
        try (TestDhcp second = TestDhcp.start(host, data, "10.77.0.5", settings())) {
            second.know(BOARD, ADDRESS);
            second.know(OTHER, OTHERS_ADDRESS);
            for (String mac : List.of(BOARD, OTHER)) {
                Ask ask = Ask.of(Ask.DISCOVER, mac).address(50, ADDRESS);
                wire.broadcast(mac, ask.bytes());
                Answer one = wire.answerTo(ask);
                Answer two = wire.answerTo(ask);
                assertThat(one.option(54)).isNotEqualTo(two.option(54));
                assertThat(List.of(one.yiaddr(), two.yiaddr()))
                        .containsOnly(mac.equals(BOARD) ? ADDRESS : OTHERS_ADDRESS);
            }
        }
    }

    /** The client's host takes the address, so that the server's ARP is answered. */
    private void segmentAnswersFor(String address) {
        try {
            segment.ip("srv", "neigh", "replace", address, "lladdr", BOARD, "dev", "eth0");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
