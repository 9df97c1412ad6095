package dev.kindling.simulator.boot;

import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import java.util.Optional;

/**
 * What a DHCP exchange gave the board.
 *
 * @param address its own
 * @param mask net mask
 * @param router default gateway, if any
 * @param server who gave the lease (option 54)
 * @param nextServer siaddr of the offer
 * @param tftp where files come from; 0.0.0.0 for the kernel, which fetches none
 * @param hostName option 12, empty if none
 * @param dns first name server, if any
 */
public record Lease(
        Ipv4 address,
        Ipv4 mask,
        Optional<Ipv4> router,
        Ipv4 server,
        Ipv4 nextServer,
        Ipv4 tftp,
        String hostName,
        Optional<Ipv4> dns) {

    /** Reads an offer that has an address; the TFTP server is somebody else's decision. */
    static Lease of(DhcpMessage offer, Ipv4 source, Ipv4 tftp) {
        return new Lease(
                offer.yiaddr(),
                offer.address(DhcpOption.SUBNET_MASK).orElse(new Ipv4(0xffffff00)),
                offer.address(DhcpOption.ROUTER),
                offer.address(DhcpOption.SERVER_ID).orElse(source),
                offer.siaddr(),
                tftp,
                offer.option(DhcpOption.HOST_NAME).map(value -> value.text()).orElse(""),
                offer.address(DhcpOption.DNS_SERVERS));
    }
}
