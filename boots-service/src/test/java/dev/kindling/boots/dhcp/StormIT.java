package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A board gets its lease again and again while fifty thousand packets in a second mean nothing. */
class StormIT extends RuleLab {

    private static final int RATE = 50_000;
    private static final int BOOTS = 8;

    @Override
    Map<String, String> settings() {
        return Map.of("mode", "reservation", "interface", "eth0");
    }

    @Test
    void boardBootsWhileForeignAndMalformedPacketsPourIn() throws Exception {
        long sent;
        long rate;
        try (Wire other = Wire.of(segment.host("bad", "02:00:00:00:99:01", ""));
                Storm storm = Storm.start(other, SERVER_MAC, RATE)) {
            RealClientsIT.await(() -> storm.sent() > RATE);
            for (int boot = 0; boot < BOOTS; boot++) {
                assertThat(askUntilAnswered(discover().broadcast()).yiaddr()).isEqualTo(ADDRESS);
                assertThat(askUntilAnswered(select(ADDRESS, SERVER).broadcast()).type())
                        .isEqualTo(Answer.ACK);
            }
            sent = storm.sent();
            rate = storm.perSecond();
        }
        System.out.printf(
                "storm: %d packets, %d in a second, of which %.0f were read%n",
                sent, rate, dhcp.count("malformed") + dhcp.count("unknown-machine") + dhcp.count("not-a-request"));
        assertThat(dhcp.count("malformed")).isPositive();
        assertThat(dhcp.count("unknown-machine")).isPositive();
        assertThat(dhcp.count("failed")).isZero();
        assertThat(dhcp.events("machine.discovered").size())
                .as("strangers do not fill the timeline")
                .isLessThanOrEqualTo(2 * DhcpEvents.DISCOVERED_EACH_MINUTE);
        assertThat(ask(discover().broadcast()).yiaddr()).as("after it").isEqualTo(ADDRESS);
    }

    /** As a client does: again and again until it is answered. */
    private Answer askUntilAnswered(Ask ask) throws Exception {
        RealClientsIT.await(() -> {
            wire.broadcast(BOARD, ask.bytes());
            return wire.hears(ask);
        });
        return wire.answerTo(ask);
    }
}
