package dev.kindling.boots.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.SettableClock;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketKeeperTests {

    private static final MacAddress BOARD = new MacAddress("dc:a6:32:42:00:0b");
    private static final MacAddress OTHER = new MacAddress("dc:a6:32:42:00:0c");
    private static final Inet4Address SERVER = Inet4Address.ofLiteral("10.0.0.1");
    private static final int KIB = 1024;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T10:00:00Z"));

    private PacketKeeper keeper(long machine, long total) {
        return new PacketKeeper(
                new PacketKeeper.Limits(machine, total),
                SERVER,
                mac -> mac.text().startsWith("dc:a6:32"),
                clock);
    }

    private Datagram datagram(int number, int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) number;
        return new Datagram(
                1_000L + number,
                true,
                new InetSocketAddress(SERVER, 67),
                new InetSocketAddress("0.0.0.0", 68),
                BOARD,
                payload,
                length);
    }

    @Test
    void newestOfAKindStayAndALongTransferPushesNoDhcpOut() {
        PacketKeeper keeper = keeper(64 * KIB, 1024 * KIB);
        for (int i = 0; i < 100; i++) {
            keeper.dhcp(BOARD, datagram(i, 10));
        }
        BlockTrail blocks = keeper.blocks(BOARD);
        for (int i = 1; i <= 20_000; i++) {
            blocks.sent(2_000L + i, 0x0a4e0002, BlockTrail.peer(0x0a000002, 49152, 69), i, 1468);
        }
        List<Datagram> all = keeper.all(BOARD);
        assertThat(all).hasSize(PacketKeeper.MOST_DHCP + BlockTrail.KEPT);
        assertThat(all.getFirst().payload()[0]).isEqualTo((byte) 36);
        assertThat(all.getLast().payload()).containsExactly(0, 3, 20_000 >> 8, (byte) 20_000);
        assertThat(all.getLast().length()).isEqualTo(1472);
        assertThat(all.getLast().near())
                .as("the door on the machine's link")
                .isEqualTo(new InetSocketAddress("10.78.0.2", 69));
        assertThat(all.getLast().far()).isEqualTo(new InetSocketAddress("10.0.0.2", 49152));
    }

    @Test
    void oneMachineHasABoundInBytes() {
        PacketKeeper keeper = keeper(4 * KIB, 1024 * KIB);
        for (int i = 0; i < 40; i++) {
            keeper.dhcp(BOARD, datagram(i, 500));
        }
        assertThat(keeper.all(BOARD))
                .hasSize(3)
                .last()
                .satisfies(last -> assertThat(last.payload()[0]).isEqualTo((byte) 39));
    }

    @Test
    void transfersOfTheMachineThatWasSilentForLongestGoFirst() {
        PacketKeeper keeper = keeper(64 * KIB, 6 * BlockTrail.BYTES);
        keeper.tftp(BOARD, datagram(1, 10));
        keeper.tftp(OTHER, datagram(2, 10));
        keeper.tftp(BOARD, datagram(3, 10));
        keeper.tftp(new MacAddress("dc:a6:32:42:00:0d"), datagram(4, 10));
        assertThat(keeper.all(OTHER)).isEmpty();
        assertThat(keeper.all(BOARD)).hasSize(2);
        assertThat(keeper.bytes()).isLessThanOrEqualTo(6 * BlockTrail.BYTES);
    }

    @Test
    void oldestDhcpOfAllGoesFirst() {
        PacketKeeper keeper = keeper(64 * KIB, 64 * KIB);
        keeper.dhcp(OTHER, datagram(1, 300));
        for (int i = 0; i < 200; i++) {
            keeper.dhcp(new MacAddress("dc:a6:32:43:00:%02x".formatted(i)), datagram(2, 300));
        }
        assertThat(keeper.all(OTHER)).isEmpty();
        assertThat(keeper.all(new MacAddress("dc:a6:32:43:00:c7"))).hasSize(1);
        assertThat(keeper.bytes()).isLessThanOrEqualTo(64 * KIB);
    }

    @Test
    void machineThatAsksWithoutEndPushesNobodyOut() {
        PacketKeeper keeper = keeper(64 * KIB, 256 * KIB);
        keeper.dhcp(OTHER, datagram(1, 300));
        for (int i = 0; i < 5_000; i++) {
            keeper.dhcp(BOARD, datagram(i, 300));
        }
        assertThat(keeper.all(OTHER)).hasSize(1);
        assertThat(keeper.all(BOARD)).hasSize(PacketKeeper.MOST_DHCP);
        clock.advance(Duration.ofMinutes(1));
        keeper.dhcp(BOARD, datagram(42, 300));
        assertThat(keeper.all(BOARD).getFirst().at()).isEqualTo(1_042L);
    }

    @Test
    void madeUpMacsPushNoDeclaredMachineOut() {
        long total = 1024 * KIB;
        PacketKeeper keeper = keeper(64 * KIB, total);
        keeper.dhcp(BOARD, datagram(1, 10));
        for (int i = 0; i < 10_000; i++) {
            keeper.dhcp(new MacAddress("02:00:00:00:%02x:%02x".formatted(i >> 8, i & 0xff)), datagram(2, 300));
        }
        assertThat(keeper.all(BOARD)).hasSize(1);
        assertThat(keeper.bytes()).isLessThan(total / 8);
    }

    @Test
    void nothingIsKeptWhereItIsOff() {
        PacketKeeper keeper = keeper(64 * KIB, 0);
        keeper.dhcp(BOARD, datagram(1, 10));
        keeper.blocks(BOARD).sent(1, 1, 1, 1, 1);
        assertThat(keeper.all(BOARD)).isEmpty();
        assertThat(keeper.bytes()).isZero();
    }
}
