package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a network does to a server; each time a board gets its lease all the same. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DhcpFaultsIT extends RuleLab {

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
    @Order(1)
    void boardIsServedInAStormOfForeignAndMalformedPackets() throws Exception {
        Random random = new Random(7);
        byte[] whole = Ask.of(Ask.DISCOVER, STRANGER).bytes();
        for (int round = 0; round < 10; round++) {
            for (int packet = 0; packet < 300; packet++) {
                byte[] bytes = whole.clone();
                bytes[33] = (byte) packet;
                if (packet % 2 == 0) {
                    bytes[236 + random.nextInt(4)] ^= 1;
                }
                wire.broadcast(STRANGER, bytes);
            }
            assertThat(askUntilAnswered(discover()).yiaddr()).isEqualTo(ADDRESS);
            assertThat(askUntilAnswered(select(ADDRESS, SERVER)).type()).isEqualTo(Answer.ACK);
        }
        assertThat(dhcp.count("malformed")).isPositive();
        assertThat(dhcp.count("unknown-machine")).isPositive();
        assertThat(dhcp.count("failed")).isZero();
        assertThat(dhcp.events("machine.discovered").size())
                .as("strangers do not fill the timeline")
                .isLessThanOrEqualTo(DhcpEvents.DISCOVERED_EACH_MINUTE);
    }

    @Test
    @Order(2)
    void linkThatWentDownIsServedWhenItIsBack() throws Exception {
        segment.ip("srv", "link", "set", "eth0", "down");
        segment.ip("srv", "link", "set", "eth0", "up");
        askUntilAnswered(discover().broadcast());
    }

    @Test
    @Order(3)
    void linkThatWasTakenAwayIsServedWhenAnotherHasItsName() throws Exception {
        segment.ip("srv", "link", "delete", "eth0");
        segment.attach("srv", "eth0", SERVER_MAC, SERVER + "/24");
        askUntilAnswered(discover().broadcast());
    }
}
