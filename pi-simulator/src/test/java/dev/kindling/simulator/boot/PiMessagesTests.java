package dev.kindling.simulator.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.packet.DhcpCodec;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.packet.Vectors;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PiMessagesTests {

    /** The board of the capture: a Pi 400. */
    private final BoardSpec pi400 =
            new BoardSpec("pi400", MacAddress.parse("dc:a6:32:ec:fc:3c"), "e0ff06da", 0xc03130, 0);

    @Test
    void discoverIsThatOfARealBoardByteForByte() {
        DhcpMessage discover = PiMessages.discover(pi400, 0xd0e3497c, PiMessages.guid(pi400));
        assertThat(DhcpCodec.encode(discover, 0))
                .isEqualTo(Vectors.bytes("A/pi400-dhcp-discover"))
                .hasSize(322);
    }

    @Test
    void requestIsThatOfARealBoardByteForByte() {
        Ipv4 server = Ipv4.parse("192.168.2.1").orElseThrow();
        Lease lease = new Lease(
                Ipv4.parse("192.168.2.40").orElseThrow(),
                new Ipv4(0xffffff00),
                Optional.empty(),
                server,
                server,
                server,
                "",
                Optional.empty());
        DhcpMessage request = PiMessages.request(pi400, 0xd0e373b8, PiMessages.guid(pi400), lease);
        assertThat(DhcpCodec.encode(request, 0))
                .isEqualTo(Vectors.bytes("A/pi400-dhcp-request"))
                .hasSize(309);
    }

    @Test
    void kernelIsNoPxeClient() {
        DhcpMessage discover = PiMessages.kernelDiscover(pi400, 1);
        assertThat(discover.option(DhcpOption.VENDOR_CLASS)).isEmpty();
        assertThat(discover.option(DhcpOption.CLIENT_ARCHITECTURE)).isEmpty();
        assertThat(discover.option(DhcpOption.CLIENT_GUID)).isEmpty();
        assertThat(discover.option(DhcpOption.PARAMETER_LIST).orElseThrow().toString())
                .isEqualTo("0103060c0f111a282a");
        assertThat(DhcpCodec.encode(discover, PiMessages.KERNEL_LENGTH)).hasSize(548);
    }
}
