package dev.kindling.boots.dhcp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DhcpCodecTests {

    private static final String DISCOVER = "pi400-dhcp-discover";

    static Set<String> captures() {
        return Captures.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void capturedPacketIsTheSameAgainUpToItsEnd(String name) throws MalformedPacketException {
        byte[] bytes = Captures.bytes(name);
        DhcpPacket packet = DhcpCodec.decode(bytes);
        byte[] again = DhcpCodec.encode(packet);
        int end = 240 + packet.options().encodedLength();

        assertThat(bytes[end - 1]).isEqualTo((byte) 0xff);
        assertThat(Arrays.copyOf(again, end)).isEqualTo(Arrays.copyOf(bytes, end));
        assertThat(again).hasSizeGreaterThanOrEqualTo(300);
        assertThat(DhcpCodec.decode(again)).isEqualTo(packet);
    }

    @Test
    void discoverOfARaspberryPiReadsAsItWasCaptured() {
        DhcpPacket packet = Captures.packet(DISCOVER);

        assertThat(packet.op()).isEqualTo(DhcpPacket.REQUEST);
        assertThat(packet.xid()).isEqualTo(0xd0e3497cL);
        assertThat(packet.mac().orElseThrow()).hasToString("dc:a6:32:ec:fc:3c");
        assertThat(packet.type()).contains(MessageType.DISCOVER);
        assertThat(packet.wantsBroadcast()).isFalse();
        assertThat(packet.isRelayed()).isFalse();
        assertThat(packet.options().all()).extracting(DhcpOptions.Option::code).containsExactly(53, 55, 60, 93, 94, 97);
        assertThat(packet.options().text(OptionCode.VENDOR_CLASS)).contains("PXEClient:Arch:00000:UNDI:002001");
        assertThat(packet.options().get(OptionCode.MACHINE_ID).orElseThrow())
                .hasToString("00525069343031c00032ecfc3cda06ffe0");
    }

    @ParameterizedTest
    @CsvSource({
        "0, a DHCP packet has at least 240 bytes, 0, 0",
        "235, a DHCP packet has at least 240 bytes, 235, 235",
        "239, a DHCP packet has at least 240 bytes, 239, 239"
    })
    void packetThatIsShortSaysSo(int length, String what, String value, int offset) {
        assertMalformed(Arrays.copyOf(Captures.bytes(DISCOVER), length), what, value, offset);
    }

    @Test
    void wrongCookieIsNamed() {
        byte[] bytes = Captures.bytes(DISCOVER);
        bytes[239] ^= 1;
        assertMalformed(bytes, "the cookie is 63825363", "63825362", 236);
    }

    @Test
    void hardwareAddressLongerThanItsFieldIsNamed() {
        byte[] bytes = Captures.bytes(DISCOVER);
        bytes[2] = (byte) 255;
        assertMalformed(bytes, "hlen is at most 16", "255", 2);
    }

    @Test
    void optionThatRunsPastTheEndIsNamed() {
        byte[] bytes = Captures.bytes(DISCOVER);
        bytes[244] = (byte) 200;
        assertMalformed(bytes, "option 55 needs 200 bytes", "77 left", 245);
    }

    @Test
    void optionOfTheWrongLengthIsNamed() {
        DhcpPacket wrong = withOptions(
                new DhcpOptions.Option(53, Bytes.of((byte) 1)), new DhcpOptions.Option(50, Bytes.ofHex("c0a802")));
        assertMalformed(DhcpCodec.encode(wrong), "option 50 has 4 bytes", "3 bytes", 240);
    }

    @Test
    void optionCodeWithoutLengthIsNamed() {
        byte[] bytes = Arrays.copyOf(Captures.bytes(DISCOVER), 244);
        bytes[243] = 12;
        assertMalformed(bytes, "length of option 12 needs 1 bytes", "0 left", 244);
    }

    @Test
    void missingEndIsNotMinded() throws MalformedPacketException {
        byte[] bytes = Captures.bytes(DISCOVER);
        assertThat(DhcpCodec.decode(Arrays.copyOf(bytes, bytes.length - 1))).isEqualTo(Captures.packet(DISCOVER));
    }

    @Test
    void bytesAfterTheEndAreIgnored() throws MalformedPacketException {
        byte[] bytes = Captures.bytes(DISCOVER);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        longer[bytes.length] = 53;
        longer[bytes.length + 1] = (byte) 200;
        assertThat(DhcpCodec.decode(longer)).isEqualTo(Captures.packet(DISCOVER));
    }

    @Test
    void padsBetweenOptionsAreSkipped() throws MalformedPacketException {
        byte[] bytes = Captures.bytes(DISCOVER);
        byte[] padded = new byte[bytes.length + 4];
        System.arraycopy(bytes, 0, padded, 0, 243);
        System.arraycopy(bytes, 243, padded, 247, bytes.length - 243);
        assertThat(DhcpCodec.decode(padded)).isEqualTo(Captures.packet(DISCOVER));
    }

    @Test
    void longOptionIsSplitAndJoined() throws MalformedPacketException {
        byte[] value = new byte[600];
        new Random(1).nextBytes(value);
        DhcpPacket packet = withOptions(
                new DhcpOptions.Option(53, Bytes.of((byte) 1)), new DhcpOptions.Option(43, Bytes.of(value)));

        byte[] bytes = DhcpCodec.encode(packet);

        assertThat(List.of(bytes[243], bytes[243 + 257], bytes[243 + 514])).containsOnly((byte) 43);
        assertThat(bytes[243 + 515]).isEqualTo((byte) 90);
        assertThat(DhcpCodec.decode(bytes)).isEqualTo(packet);
    }

    @Test
    void emptyOptionSurvives() throws MalformedPacketException {
        DhcpPacket packet =
                withOptions(new DhcpOptions.Option(53, Bytes.of((byte) 1)), new DhcpOptions.Option(80, Bytes.EMPTY));
        assertThat(DhcpCodec.decode(DhcpCodec.encode(packet))).isEqualTo(packet);
    }

    @ParameterizedTest
    @CsvSource({"1, 6162, ''", "2, '', 6364", "3, 6162, 6364", "4, '', ''", "0, '', ''"})
    void overloadedFieldsAreReadInOrder(int overload, String inFile, String inSname) throws MalformedPacketException {
        byte[] bytes = DhcpCodec.encode(withOptions(
                new DhcpOptions.Option(53, Bytes.of((byte) 1)),
                new DhcpOptions.Option(52, Bytes.of((byte) overload)),
                new DhcpOptions.Option(43, Bytes.ofHex("00"))));
        // An overload inside the file field must not open sname.
        putOptions(bytes, 108, "3401032b026162ff");
        putOptions(bytes, 44, "2b026364ff");

        DhcpPacket packet = DhcpCodec.decode(bytes);

        assertThat(packet.options().get(OptionCode.VENDOR_SPECIFIC)).contains(Bytes.ofHex("00" + inFile + inSname));
        assertThat(packet.options().has(OptionCode.OVERLOAD)).isFalse();
        assertThat(packet.file().isZero()).isEqualTo(!inFile.isEmpty());
        assertThat(packet.sname().isZero()).isEqualTo(!inSname.isEmpty());
    }

    @Test
    void onlyBytesMakesARecordEqualByContent() {
        record Plain(byte[] content) {}
        record Wrapped(Bytes content) {}
        assertThat(new Plain(new byte[] {1})).isNotEqualTo(new Plain(new byte[] {1}));
        assertThat(new Wrapped(Bytes.of((byte) 1))).isEqualTo(new Wrapped(Bytes.of((byte) 1)));
    }

    static DhcpPacket withOptions(DhcpOptions.Option... options) {
        DhcpPacket packet = Captures.packet(DISCOVER);
        return new DhcpPacket(
                packet.op(),
                packet.htype(),
                packet.hlen(),
                packet.hops(),
                packet.xid(),
                packet.secs(),
                packet.flags(),
                packet.ciaddr(),
                packet.yiaddr(),
                packet.siaddr(),
                packet.giaddr(),
                packet.chaddr(),
                packet.sname(),
                packet.file(),
                new DhcpOptions(List.of(options)));
    }

    private static void putOptions(byte[] bytes, int at, String hex) {
        byte[] options = Bytes.ofHex(hex).toArray();
        System.arraycopy(options, 0, bytes, at, options.length);
    }

    private static void assertMalformed(byte[] bytes, String what, String value, int offset) {
        assertThatThrownBy(() -> DhcpCodec.decode(bytes))
                .isInstanceOfSatisfying(MalformedPacketException.class, malformed -> {
                    assertThat(malformed.what()).isEqualTo(what);
                    assertThat(malformed.value()).isEqualTo(value);
                    assertThat(malformed.offset()).isEqualTo(offset);
                    assertThat(malformed).hasMessageContaining(what).hasMessageContaining(value);
                });
    }
}
