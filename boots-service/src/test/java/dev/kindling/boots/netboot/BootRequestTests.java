package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootRequestTests {

    @ParameterizedTest
    @CsvSource({
        "pi400-dhcp-discover, RASPBERRY_PI",
        "pi400-dhcp-request, RASPBERRY_PI",
        // Options 60 and 93 are those of the Raspberry Pi.
        "ipxe-e1000-bios-dhcp-discover, IPXE",
        "ovmf-x64-pxe-dhcp-discover, PXE",
        "aavmf-arm64-pxe-http-dhcp-discover, PXE"
    })
    void clientIsKnownByWhatItSends(String capture, ClientKind kind) {
        assertThat(BootRequest.from(Captures.packet(capture)).kind()).isEqualTo(kind);
    }

    @Test
    void boardWithoutOption97IsKnownByItsVendorIfItIsFirmware() {
        DhcpPacket discover = Captures.packet("pi400-dhcp-discover");
        DhcpPacket firmware = without(discover, OptionCode.MACHINE_ID);
        DhcpPacket kernel = without(firmware, OptionCode.VENDOR_CLASS);

        assertThat(BootRequest.from(firmware).kind()).isEqualTo(ClientKind.RASPBERRY_PI);
        assertThat(BootRequest.from(firmware).isFirmware()).isTrue();
        assertThat(BootRequest.from(kernel).kind()).isEqualTo(ClientKind.PLAIN);
        assertThat(BootRequest.from(kernel).isFirmware()).isFalse();
    }

    private static DhcpPacket without(DhcpPacket packet, OptionCode code) {
        return Packets.with(
                packet,
                packet.ciaddr(),
                packet.giaddr(),
                packet.flags(),
                packet.options().without(code));
    }
}
