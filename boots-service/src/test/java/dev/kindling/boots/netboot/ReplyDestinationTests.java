package dev.kindling.boots.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.Captures;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.DhcpReply;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.Packets;
import dev.kindling.boots.netboot.Circumstances.Door;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row for each case of RFC 2131 section 4.1, and RFC 8357. */
class ReplyDestinationTests {

    private static final Inet4Address YIADDR = Inet4Address.ofLiteral("192.168.42.11");

    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.168.42.1", 40_000);

    @ParameterizedTest
    @CsvSource({
        // reply, giaddr,       option 82,  ciaddr,        broadcast flag, destination
        "OFFER,   0.0.0.0,      '',         0.0.0.0,       false, Link 192.168.42.11 dc:a6:32:ec:fc:3c",
        "ACK,     0.0.0.0,      '',         0.0.0.0,       false, Link 192.168.42.11 dc:a6:32:ec:fc:3c",
        "OFFER,   0.0.0.0,      '',         0.0.0.0,       true,  Broadcast",
        "ACK,     0.0.0.0,      '',         192.168.42.11, false, Address 192.168.42.11 68",
        "ACK,     0.0.0.0,      '',         192.168.42.11, true,  Address 192.168.42.11 68",
        "NAK,     0.0.0.0,      '',         0.0.0.0,       false, Broadcast",
        "NAK,     0.0.0.0,      '',         192.168.42.99, false, Broadcast",
        "OFFER,   192.168.42.1, '',         0.0.0.0,       false, Address 192.168.42.1 67",
        "NAK,     192.168.42.1, '',         0.0.0.0,       false, Address 192.168.42.1 67",
        "ACK,     192.168.42.1, '',         192.168.42.11, false, Address 192.168.42.1 67",
        "OFFER,   192.168.42.1, 1300,       0.0.0.0,       false, Address 192.168.42.1 40000",
        "OFFER,   192.168.42.1, 0101071300, 0.0.0.0,       true,  Address 192.168.42.1 40000",
        "OFFER,   192.168.42.1, 010107,     0.0.0.0,       false, Address 192.168.42.1 67",
        "OFFER,   192.168.42.1, 13,         0.0.0.0,       false, Address 192.168.42.1 67"
    })
    void replyGoesWhereTheRfcSendsIt(
            String type, String giaddr, String option82, String ciaddr, boolean broadcast, String expected) {
        DhcpPacket discover = Captures.packet("pi400-dhcp-discover");
        DhcpOptions options = option82.isEmpty()
                ? discover.options()
                : discover.options().with(OptionCode.RELAY_INFORMATION, Bytes.ofHex(option82));
        DhcpPacket packet = Packets.with(
                discover,
                Inet4Address.ofLiteral(ciaddr),
                Inet4Address.ofLiteral(giaddr),
                broadcast ? DhcpPacket.BROADCAST : 0,
                options);

        assertThat(text(ReplyDestination.of(BootRequest.from(packet), reply(packet, type), SOURCE, Door.DHCP)))
                .isEqualTo(expected);
    }

    private static DhcpPacket reply(DhcpPacket request, String type) {
        int number = "OFFER".equals(type) ? 2 : "ACK".equals(type) ? 5 : 6;
        DhcpOptions options = DhcpOptions.NONE.with(OptionCode.MESSAGE_TYPE, Bytes.ofU8(number));
        return number == 6
                ? DhcpReply.to(request).refuse(options)
                : DhcpReply.to(request).grant(request.ciaddr(), YIADDR, request.siaddr(), options);
    }

    private static String text(ReplyDestination destination) {
        return switch (destination) {
            case ReplyDestination.Address(Inet4Address address, int port) ->
                "Address " + address.getHostAddress() + " " + port;
            case ReplyDestination.Link(Inet4Address address, var mac) -> "Link " + address.getHostAddress() + " " + mac;
            case ReplyDestination.Broadcast _ -> "Broadcast";
        };
    }
}
