package dev.kindling.tink.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.hardware.document.HardwareDocument;
import dev.kindling.tink.testing.Documents;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardwareDocumentTests {

    private static final String GOOD = Documents.board(new UUID(1, 2), 11);

    @Test
    void documentOfTheSamplesIsRead() {
        HardwareDocument document = HardwareDocument.parse(GOOD);
        assertThat(document.id()).hasValue(new UUID(1, 2));
        assertThat(document.interfaces()).singleElement().satisfies(face -> {
            assertThat(face.mac().text()).isEqualTo("dc:a6:32:42:00:0b");
            assertThat(face.address().gateway()).isEqualTo("192.168.42.1");
            assertThat(face.allowPxe()).isTrue();
            assertThat(face.leaseSeconds()).isEqualTo(86400);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dc:a6:32:42:00:0b  | dc:a6:32:42:00      | /network/interfaces/0/dhcp/mac             | is not a MAC address",
                "dc:a6:32:42:00:0b  | 00:00:00:00:00:00   | /network/interfaces/0/dhcp/mac             | is not the address of one machine",
                "aarch64            | aarch46             | /network/interfaces/0/dhcp/arch            | the nearest is 'aarch64'",
                "\"uefi\"           | \"efi\"             | /network/interfaces/0/dhcp/efi             | the nearest is 'uefi'",
                "\"netboot\"        | \"netbot\"          | /network/interfaces/0/netbot               | the nearest is 'netboot'",
                "\"allow_pxe\"      | \"allow_pex\"       | /network/interfaces/0/netboot/allow_pex    | the nearest is 'allow_pxe'",
                "\"metadata\"       | \"meta/data\"       | /meta~1data                                | the nearest is 'metadata'",
                "192.168.42.1\"     | 192.168.43.1\"      | /network/interfaces/0/dhcp/ip/gateway      | outside the subnet of the address, 192.168.42.0/24",
                "255.255.255.0      | 255.0.255.0         | /network/interfaces/0/dhcp/ip/netmask      | is not a netmask",
                "192.168.42.11      | 192.168.42.256      | /network/interfaces/0/dhcp/ip/address      | is not an IPv4 address",
                "192.168.42.11      | 192.168.042.11      | /network/interfaces/0/dhcp/ip/address      | is not an IPv4 address",
                "\"family\": 4      | \"family\": 6       | /network/interfaces/0/dhcp/ip/family       | is not 4",
                "86400              | \"long\"            | /network/interfaces/0/dhcp/lease_time      | is not a whole number",
                "86400              | -1                  | /network/interfaces/0/dhcp/lease_time      | is not a number of seconds",
                "false              | \"no\"              | /network/interfaces/0/dhcp/uefi            | is not true or false",
                "00000000-0000-0001 | 0-1                 | /id                                        | is not a UUID",
            })
    void oneSlipIsNamedWithItsPlaceAndRule(String good, String bad, String pointer, String rule) {
        assertThat(GOOD).contains(good);
        assertThat(violations(GOOD.replace(good, bad))).anySatisfy(violation -> {
            assertThat(violation.pointer()).isEqualTo(pointer);
            assertThat(violation.rule()).contains(rule);
        });
    }

    @Test
    void allViolationsAreListedAtOnce() {
        String bad = GOOD.replace("dc:a6:32:42:00:0b", "zz")
                .replace("aarch64", "vax")
                .replace("\"gateway\": \"192.168.42.1\"", "\"gateway\": \"10.0.0.1\"")
                .replace("\"iface_name\"", "\"ifname\"");
        assertThat(violations(bad))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/network/interfaces/0/dhcp/mac",
                        "/network/interfaces/0/dhcp/arch",
                        "/network/interfaces/0/dhcp/ip/gateway",
                        "/network/interfaces/0/dhcp/ifname");
    }

    @Test
    void twoInterfacesMayNotShareAnAddress() {
        String face = GOOD.substring(GOOD.indexOf("[{") + 1, GOOD.lastIndexOf("}]") + 1);
        String twice = GOOD.replace(face, face + "," + face.replace("dc:a6:32:42:00:0b", "DC-A6-32-42-00-0B"));
        assertThat(violations(twice))
                .extracting(Violation::pointer)
                .containsExactly("/network/interfaces/1/dhcp/mac", "/network/interfaces/1/dhcp/ip/address");
    }

    @Test
    void metadataIsFreeForm() {
        assertThat(HardwareDocument.parse(GOOD.replace("\"cluster\"", "\"clutser\""))
                        .interfaces())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":       | is not JSON",
                "[]             | is not a JSON object",
                "{}             | at least one network interface",
                "{\"id\": 1, \"id\": 2} | is not JSON",
            })
    void whatIsNoDocumentIsRefused(String text, String rule) {
        assertThat(violations(text))
                .anySatisfy(violation -> assertThat(violation.rule()).contains(rule));
    }

    private static List<Violation> violations(String json) {
        Failure.Invalid[] caught = new Failure.Invalid[1];
        assertThatExceptionOfType(Failure.Invalid.class)
                .isThrownBy(() -> HardwareDocument.parse(json))
                .satisfies(e -> caught[0] = e);
        Assertions.assertThat(caught[0].violations()).isNotEmpty();
        return caught[0].violations();
    }
}
