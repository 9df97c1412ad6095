package dev.kindling.simulator.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTests {

    @ParameterizedTest
    @ValueSource(strings = {"A/pi400-dhcp-discover", "A/pi400-dhcp-request", "A/dnsmasq-proxy-offer"})
    void capturedDhcpMessageIsEncodedToTheSameBytes(String name) throws Exception {
        byte[] captured = Vectors.bytes(name);
        assertThat(DhcpCodec.encode(DhcpCodec.decode(captured), 0)).isEqualTo(captured);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "B/eeprom-rrq-prefixed",
                "B/eeprom-rrq-root",
                "B/start4elf-rrq-root",
                "B/oack",
                "B/error-not-found",
                "doc/error-early-terminate"
            })
    void capturedTftpPacketIsEncodedToTheSameBytes(String name) throws Exception {
        byte[] captured = Vectors.bytes(name);
        assertThat(TftpCodec.encode(TftpCodec.decode(captured, captured.length)))
                .isEqualTo(captured);
    }

    @Test
    void readRequestOfTheBootLoaderIsThatOfTheCapture() {
        SequencedMap<String, String> options = new LinkedHashMap<>();
        options.put("tsize", "0");
        options.put("blksize", "1024");
        assertThat(TftpCodec.encode(new TftpPacket.ReadRequest("e0ff06da/start4.elf", options)))
                .isEqualTo(Vectors.bytes("B/eeprom-rrq-prefixed"));
    }

    @Test
    void repeatedOptionIsJoined() throws Exception {
        DhcpMessage message = DhcpCodec.decode(Vectors.bytes("A/pi400-dhcp-discover"));
        DhcpMessage twice = message.relayed(Ipv4.ANY, Bytes.of(1)).relayed(Ipv4.ANY, Bytes.of(2));
        assertThat(twice.option(DhcpOption.RELAY_AGENT)).contains(Bytes.of(1, 2));
        assertThat(twice.hops()).isEqualTo(2);
    }

    @Test
    void relayedMessageIsTheOldOneAndOptionEightyTwoAtTheEnd() throws Exception {
        byte[] captured = Vectors.bytes("A/pi400-dhcp-discover");
        Ipv4 relay = Ipv4.parse("127.42.0.1").orElseThrow();
        byte[] relayed = DhcpCodec.encode(DhcpCodec.decode(captured).relayed(relay, Bytes.of(19, 0)), 0);
        assertThat(Arrays.copyOfRange(relayed, 240, captured.length - 1))
                .isEqualTo(Arrays.copyOfRange(captured, 240, captured.length - 1));
        assertThat(Arrays.copyOfRange(relayed, captured.length - 1, relayed.length))
                .isEqualTo(Bytes.of(82, 2, 19, 0, 255).array());
        assertThat(Arrays.copyOfRange(relayed, 24, 28)).isEqualTo(relay.bytes().array());
    }

    @Test
    void decodeWhenBytesAreHostileThrowsNothingElse() {
        Random random = new Random(97);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Vectors.bytes(round % 2 == 0 ? "A/dnsmasq-proxy-offer" : "B/oack");
            for (int flip = 0; flip <= random.nextInt(8); flip++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            decodeQuietly(cut);
        }
    }

    @Test
    void decodeWhenOptionLengthLiesNamesTheOption() {
        byte[] bytes = Arrays.copyOf(Vectors.bytes("A/pi400-dhcp-discover"), 242);
        assertThatExceptionOfType(MalformedPacketException.class)
                .isThrownBy(() -> DhcpCodec.decode(bytes))
                .withMessageContaining("option 53");
    }

    @Test
    void decodeWhenHlenIsNotSixIsRefused() {
        byte[] bytes = Vectors.bytes("A/pi400-dhcp-discover");
        bytes[2] = (byte) 255;
        assertThatExceptionOfType(MalformedPacketException.class)
                .isThrownBy(() -> DhcpCodec.decode(bytes))
                .withMessageContaining("hlen 255");
    }

    @Test
    void recordOfBytesComparesByValue() {
        assertThat(new DhcpOption(1, Bytes.of(1, 2))).isEqualTo(new DhcpOption(1, Bytes.of(1, 2)));
        assertThat(Ipv4.parse("256.1.1.1")).isEmpty();
        assertThat(Ipv4.parse("boot.example")).isEmpty();
        assertThat(Ipv4.parse("192.168.42.2")).map(Ipv4::toString).contains("192.168.42.2");
    }

    private static void decodeQuietly(byte[] bytes) {
        try {
            DhcpCodec.decode(bytes);
            TftpCodec.decode(bytes, bytes.length);
        } catch (MalformedPacketException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
