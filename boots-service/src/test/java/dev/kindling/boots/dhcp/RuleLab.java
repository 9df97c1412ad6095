package dev.kindling.boots.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One server and one client on a LAN of their own; the client writes and reads whole frames. Needs root. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RuleLab {

    static final String SERVER = "10.77.0.2";
    static final String SERVER_MAC = "02:00:00:00:77:02";
    static final String BOARD = "dc:a6:32:77:00:0b";
    static final String ADDRESS = "10.77.0.11";
    static final String STRANGER = "02:00:00:00:77:99";
    private static final String SENTINEL = "02:00:00:00:77:fe";
    private static final String CLIENT_MAC = "02:00:00:00:77:03";

    Segment segment;
    TestDhcp dhcp;
    Wire wire;

    @BeforeAll
    void lay(@TempDir Path data) throws Exception {
        segment = Segment.lay();
        Segment.Host host = segment.host("srv", SERVER_MAC, SERVER + "/24");
        wire = Wire.of(segment.host("cli", CLIENT_MAC, ""));
        dhcp = TestDhcp.start(host, data, SERVER, settings(), clock());
    }

    /** Below {@code kindling.boots.dhcp.} */
    Map<String, String> settings() {
        return Map.of("mode", "reservation", "lease", "4h");
    }

    /** By which the timeline is told only so much in a minute. */
    Clock clock() {
        return Clock.systemUTC();
    }

    @BeforeEach
    void declare() {
        dhcp.know(BOARD, ADDRESS);
        dhcp.know(SENTINEL, "10.77.0.254");
    }

    @AfterAll
    void lift() throws Exception {
        if (dhcp != null) {
            dhcp.close();
        }
        if (wire != null) {
            wire.close();
        }
        if (segment != null) {
            segment.close();
        }
    }

    /** Broadcasts and waits for the answer. */
    Answer ask(Ask ask) throws IOException {
        wire.broadcast(mac(ask), ask.bytes());
        return wire.answerTo(ask);
    }

    /** As a client does: again and again until it is answered. */
    Answer askUntilAnswered(Ask ask) throws Exception {
        RealClientsIT.await(() -> {
            wire.broadcast(BOARD, ask.bytes());
            return wire.hears(ask);
        });
        return wire.answerTo(ask);
    }

    /** Unicast from a client that has this address. */
    Answer askFrom(String address, Ask ask) throws IOException {
        wire.send(mac(ask), SERVER_MAC, address, 68, SERVER, 67, ask.bytes());
        return wire.answerTo(ask);
    }

    /** Broadcasts, and makes sure that it is not answered: a later question of another machine is. */
    void silent(Ask ask) throws IOException {
        wire.broadcast(mac(ask), ask.bytes());
        ask(Ask.of(Ask.DISCOVER, SENTINEL).broadcast());
        assertThat(wire.heardFor(ask)).isEmpty();
    }

    static Ask discover() {
        return Ask.of(Ask.DISCOVER, BOARD);
    }

    /** SELECTING. */
    static Ask select(String address, String server) {
        return Ask.of(Ask.REQUEST, BOARD).address(50, address).address(54, server);
    }

    private static String mac(Ask ask) {
        return HexFormat.ofDelimiter(":").formatHex(ask.chaddr(), 0, 6);
    }

    static List<Integer> codes(int... codes) {
        return Arrays.stream(codes).boxed().toList();
    }
}
