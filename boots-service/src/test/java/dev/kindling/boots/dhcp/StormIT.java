package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    /** All of it is one minute, however slow the machine is. */
    @Override
    Clock clock() {
        return Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);
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
                .isLessThanOrEqualTo(DhcpEvents.DISCOVERED_EACH_MINUTE);
        assertThat(askUntilAnswered(discover().broadcast()).yiaddr())
                .as("after it")
                .isEqualTo(ADDRESS);
    }
}
