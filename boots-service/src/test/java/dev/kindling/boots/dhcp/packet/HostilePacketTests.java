package dev.kindling.boots.dhcp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever arrives is a packet that survives a round trip, or a {@link MalformedPacketException}; nothing else. */
class HostilePacketTests {

    static Set<String> captures() {
        return Captures.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everySingleFlippedBitIsReadOrRefused(String name) {
        byte[] bytes = Captures.bytes(name);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertReadOrRefused(bytes);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyLengthIsReadOrRefused(String name) {
        byte[] bytes = Captures.bytes(name);
        for (int length = 0; length < bytes.length; length++) {
            assertReadOrRefused(Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void randomBytesBehindAGoodHeadAreReadOrRefused() {
        Random random = new Random(42);
        byte[] head = Captures.bytes("pi400-dhcp-discover");
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(head, 243 + random.nextInt(600));
            for (int at = 28; at < bytes.length; at++) {
                bytes[at] = at >= 236 && at < 240 ? bytes[at] : (byte) random.nextInt(256);
            }
            bytes[240] = 52;
            bytes[241] = 1;
            bytes[242] = (byte) random.nextInt(5);
            read += assertReadOrRefused(bytes) ? 1 : 0;
        }
        assertThat(read).as("some of the random packets are well formed").isPositive();
    }

    @Test
    void randomBytesAreReadOrRefused() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(700)];
            random.nextBytes(bytes);
            assertReadOrRefused(bytes);
        }
    }

    private static boolean assertReadOrRefused(byte[] bytes) {
        DhcpPacket packet;
        try {
            packet = DhcpCodec.decode(bytes);
        } catch (MalformedPacketException e) {
            return false;
        }
        try {
            assertThat(DhcpCodec.decode(DhcpCodec.encode(packet))).isEqualTo(packet);
        } catch (MalformedPacketException e) {
            throw new AssertionError("read once, refused after encoding: " + Bytes.of(bytes), e);
        }
        packet.type();
        packet.mac();
        RelayInformation.of(packet);
        return true;
    }
}
