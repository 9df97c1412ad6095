package dev.kindling.simulator.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UdpDatagramTests {

    private final Ipv4 server = Ipv4.parse("192.168.42.2").orElseThrow();

    /** Summed by hand: 451e + 506c + 4011 = d59b, so 2a64; 1b + 91 + 6162 = 620e, so 9df1. */
    @Test
    void headerChecksumsAreThoseOfTheRfc() {
        byte[] packet = new UdpDatagram(Ipv4.ANY, 68, Ipv4.BROADCAST, 67, Bytes.ascii("ab")).encode(0x506c);
        assertThat(HexFormat.of().formatHex(packet))
                .isEqualTo("4500001e506c000040112a64" + "00000000ffffffff" + "00440043000a9df1" + "6162");
    }

    @Test
    void datagramIsReadAsItWasWritten() {
        UdpDatagram datagram = new UdpDatagram(server, 67, Ipv4.BROADCAST, 68, Bytes.of(1, 2, 3));
        assertThat(UdpDatagram.decode(datagram.encode(9))).contains(datagram);
    }

    @Test
    void framePaddingIsNotPayload() {
        UdpDatagram datagram = new UdpDatagram(server, 67, Ipv4.BROADCAST, 68, Bytes.of(1, 2, 3));
        assertThat(UdpDatagram.decode(Arrays.copyOf(datagram.encode(9), 60))).contains(datagram);
    }

    @Test
    void decodeWhenAnythingIsCutOrFlippedNeverThrows() {
        byte[] packet = new UdpDatagram(server, 67, Ipv4.BROADCAST, 68, Bytes.of(1, 2, 3)).encode(9);
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(packet, random.nextInt(packet.length + 10));
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt();
            }
            assertThat(UdpDatagram.decode(bytes)).isNotNull();
        }
        byte[] damaged = packet.clone();
        damaged[8] ^= 1;
        assertThat(UdpDatagram.decode(damaged)).as("header checksum").isEmpty();
    }
}
