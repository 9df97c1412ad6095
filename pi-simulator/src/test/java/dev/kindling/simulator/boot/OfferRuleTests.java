package dev.kindling.simulator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.wire.Wire.Heard;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferRuleTests {

    private static final String MENU = "0601030a0400505845091400001152617370626572727920506920426f6f74ff";

    /** Each row: yiaddr, siaddr, option 66, option 60, option 43 (hex), the TFTP server taken or "-" for "keep waiting". */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.9, 0.0.0.0,  10.0.0.66, '',        '',              10.0.0.66",
        "10.0.0.9, 10.0.0.7, 10.0.0.66, PXEClient, MENU,            10.0.0.66",
        "10.0.0.9, 10.0.0.7, '',        PXEClient, MENU,            10.0.0.7",
        "10.0.0.9, 0.0.0.0,  '',        PXEClient, MENU,            10.0.0.2",
        "10.0.0.9, 10.0.0.7, tftp.lan,  '',        '',              -",
        "10.0.0.9, 10.0.0.7, '',        PXEClient, '',              -",
        "10.0.0.9, 10.0.0.7, '',        '',        MENU,            -",
        "10.0.0.9, 10.0.0.7, '',        PXEClient, 0904000001ff,    -",
        "10.0.0.9, 10.0.0.7, '',        PXEClient, 09ff00,          -",
        "0.0.0.0,  10.0.0.7, 10.0.0.66, PXEClient, MENU,            -",
    })
    void offerIsTakenWhenItHasALeaseAndAPlaceToBootFrom(
            String yiaddr, String siaddr, String tftp, String vendor, String menu, String taken) {
        Heard offer = offer("10.0.0.2", yiaddr, siaddr, List.of(tftp, vendor, menu.replace("MENU", MENU)));
        assertThat(OfferRule.choose(List.of(offer))
                        .map(lease -> lease.tftp().toString())
                        .orElse("-"))
                .isEqualTo(taken);
    }

    @Test
    void leaseAndBootServerMayComeFromTwoServersInEitherOrder() {
        Heard router = offer("10.0.0.1", "10.0.0.9", "0.0.0.0", List.of("", "", ""));
        Heard proxy = offer("10.0.0.3", "0.0.0.0", "0.0.0.0", List.of("", "PXEClient", "00" + MENU));
        for (List<Heard> offers : List.of(List.of(router, proxy), List.of(proxy, router))) {
            Lease lease = OfferRule.choose(offers).orElseThrow();
            assertThat(lease.tftp()).hasToString("10.0.0.3");
            assertThat(lease.server()).hasToString("10.0.0.1");
            assertThat(lease.address()).hasToString("10.0.0.9");
        }
    }

    @Test
    void missingSaysWhatIsMissing() {
        assertThat(OfferRule.missing(List.of())).isEqualTo("no DHCP offer");
        assertThat(OfferRule.missing(List.of(offer("10.0.0.1", "10.0.0.9", "0.0.0.0", List.of("", "", "")))))
                .contains("option 66");
        assertThat(OfferRule.missing(List.of(offer("10.0.0.1", "0.0.0.0", "0.0.0.0", List.of("10.0.0.1", "", "")))))
                .contains("without an address");
    }

    private static Heard offer(String source, String yiaddr, String siaddr, List<String> boot) {
        List<DhcpOption> options = new ArrayList<>();
        options.add(DhcpOption.of(DhcpOption.MESSAGE_TYPE, DhcpMessage.OFFER));
        add(options, DhcpOption.TFTP_SERVER, Bytes.ascii(boot.get(0)));
        add(options, DhcpOption.VENDOR_CLASS, Bytes.ascii(boot.get(1)));
        add(options, DhcpOption.VENDOR_SPECIFIC, new Bytes(HexFormat.of().parseHex(boot.get(2))));
        MacAddress mac = MacAddress.parse("dc:a6:32:00:00:01");
        return new Heard(
                ip(source),
                new DhcpMessage(
                        DhcpMessage.REPLY, 0, 7, 0, 0, Ipv4.ANY, ip(yiaddr), ip(siaddr), Ipv4.ANY, mac, options));
    }

    private static void add(List<DhcpOption> options, int code, Bytes value) {
        if (value.length() > 0) {
            options.add(new DhcpOption(code, value));
        }
    }

    private static Ipv4 ip(String text) {
        return Ipv4.parse(text).orElseThrow();
    }
}
