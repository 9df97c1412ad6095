package dev.kindling.boots.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramLogTests {

    private static final MacAddress BOARD = new MacAddress("dc:a6:32:42:00:0b");
    private static final MacAddress OTHER = new MacAddress("dc:a6:32:42:00:0c");
    private static final MacAddress RELAY = new MacAddress("02:00:00:00:00:01");

    private static Datagram datagram(int number, int kept) {
        byte[] payload = new byte[kept];
        payload[kept - 1] = (byte) number;
        return new Datagram(
                1_764_000_000_000_000_000L + number,
                number % 2 == 0,
                new InetSocketAddress("10.0.0.1", 67),
                new InetSocketAddress("255.255.255.255", 65_535),
                RELAY,
                payload,
                kept + 7);
    }

    @Test
    void everythingOfADatagramComesBack() {
        DatagramLog log = new DatagramLog(64 * 1024);
        log.add(OTHER, datagram(1, 300));
        log.add(BOARD, datagram(2, 240));
        log.add(OTHER, datagram(3, 300));
        log.add(BOARD, datagram(5, 576));
        List<Datagram> found = log.of(BOARD);
        assertThat(found)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(datagram(2, 240), datagram(5, 576));
    }

    @Test
    void newestAreKeptInOrderAndMemoryIsBounded() {
        DatagramLog log = new DatagramLog(64 * 1024);
        for (int i = 0; i < 10_000; i++) {
            log.add(i % 3 == 0 ? OTHER : BOARD, datagram(i, 200 + i % 300));
        }
        List<Long> times = log.of(BOARD).stream().map(Datagram::at).toList();
        assertThat(times)
                .hasSizeGreaterThan(60)
                .isSorted()
                .last()
                .isEqualTo(datagram(9_998, 1).at());
        assertThat(times.getLast() - times.getFirst()).isEqualTo((times.size() - 1) * 3L / 2);
        assertThat(log.bytes()).isEqualTo(64 * 1024);
    }

    @Test
    void memoryIsTakenAsItIsNeeded() {
        DatagramLog log = new DatagramLog(16 * 1024 * 1024);
        log.add(BOARD, datagram(1, 300));
        assertThat(log.bytes()).isEqualTo(1024 * 1024);
    }

    @Test
    void whatFitsInNoPieceIsNotKept() {
        DatagramLog log = new DatagramLog(16 * 400);
        log.add(BOARD, datagram(1, 300));
        log.add(BOARD, datagram(2, 1_400));
        assertThat(log.of(BOARD)).hasSize(1);
        DatagramLog none = new DatagramLog(0);
        none.add(BOARD, datagram(1, 300));
        assertThat(none.of(BOARD)).isEmpty();
        assertThat(none.bytes()).isZero();
    }
}
