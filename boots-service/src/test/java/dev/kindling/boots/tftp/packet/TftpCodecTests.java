package dev.kindling.boots.tftp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TftpCodecTests {

    @ParameterizedTest(name = "{0}")
    @MethodSource("captured")
    void capturedPacketDecodesAsReadAndEncodesToTheSameBytes(String name, String hex, String readable)
            throws MalformedPacketException {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        TftpPacket packet = TftpCodec.decode(bytes);
        assertThat(packet).hasToString(readable);
        assertThat(TftpCodec.encode(packet)).isEqualTo(bytes);
    }

    @Test
    void dataAndAcknowledgementsSurviveARoundTrip() throws MalformedPacketException {
        ByteBuffer payload = ByteBuffer.wrap("block".getBytes(StandardCharsets.US_ASCII));
        for (TftpPacket packet : List.of(
                new TftpPacket.Data(65_535, payload),
                new TftpPacket.Data(0, ByteBuffer.allocate(0)),
                new TftpPacket.Acknowledgement(0),
                new TftpPacket.Acknowledgement(65_535),
                new TftpPacket.WriteRequest("a", "octet", List.of()))) {
            assertThat(TftpCodec.decode(TftpCodec.encode(packet))).isEqualTo(packet);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', the packet ends before an operation code",
        "00, the packet ends before an operation code",
        "0009, operation code 9 is unknown",
        "0001, the file name does not end with a zero byte",
        "000161, the file name does not end with a zero byte",
        "00016100, the mode does not end with a zero byte",
        "000161006f6374657400 74, an option name does not end with a zero byte",
        "000161006f6374657400 7400, the value of option t does not end with a zero byte",
        "000161006f6374657400 003100, an option has no name",
        "000400, the packet ends before a block number",
        "0003, the packet ends before a block number",
        "0005, the packet ends before an error code"
    })
    void malformedPacketIsRefusedWithTheRule(String hex, String rule) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> TftpCodec.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void requestAbove512BytesIsRefused() {
        TftpPacket request = new TftpPacket.ReadRequest("x".repeat(505), "octet", List.of());
        assertThatThrownBy(() -> TftpCodec.decode(TftpCodec.encode(request)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("at most 512 bytes");
    }

    @Test
    void zerosAfterTheLastOptionAreIgnored() throws MalformedPacketException {
        byte[] padded = HexFormat.of().parseHex("000161006f6374657400" + "00".repeat(40));
        assertThat(TftpCodec.decode(ByteBuffer.wrap(padded)))
                .isEqualTo(new TftpPacket.ReadRequest("a", "octet", List.of()));
    }

    @Test
    void hostileBytesDecodeOrAreMalformedAndNothingElse() throws IOException {
        Random random = new Random(11);
        List<byte[]> seeds = captured()
                .map(row -> HexFormat.of().parseHex((String) row.get()[1]))
                .toList();
        int decoded = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            int flips = 1 + random.nextInt(6);
            for (int flip = 0; flip < flips; flip++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            ByteBuffer packet = ByteBuffer.wrap(bytes, 0, 1 + random.nextInt(bytes.length));
            try {
                TftpCodec.encode(TftpCodec.decode(packet));
                decoded++;
            } catch (MalformedPacketException e) {
                assertThat(e).hasMessageStartingWith("byte ");
            }
        }
        assertThat(decoded).isBetween(1_000, 49_000);
    }

    static Stream<Arguments> captured() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                TftpCodecTests.class.getResourceAsStream("captured.tsv"), StandardCharsets.UTF_8))) {
            return lines
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arguments.of((Object[]) line.split("\t")))
                    .toList()
                    .stream();
        }
    }
}
