package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.DhcpOptions;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.dhcp.packet.RelayInformation;
import dev.kindling.contract.MacAddress;
import java.net.Inet4Address;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A DHCP packet as the decision sees it.
 *
 * @param packet as it came
 * @param mac empty on another medium than Ethernet
 * @param type empty when the packet is no DHCP message
 * @param kind what the client is now
 * @param board what option 97 says, on a Raspberry Pi with firmware of 2020 or later
 * @param relay what the relay agent says, if there is one
 */
public record BootRequest(
        DhcpPacket packet,
        Optional<MacAddress> mac,
        Optional<MessageType> type,
        ClientKind kind,
        Optional<RaspberryPi> board,
        Optional<RelayInformation> relay) {

    private static final String PXE_CLIENT = "PXEClient";
    private static final String HTTP_CLIENT = "HTTPClient";
    private static final String U_BOOT = "U-Boot";
    private static final Bytes IPXE = Bytes.ofAscii("iPXE");

    /** IANA processor architecture types 21 to 24: U-Boot on ARM, 32 and 64 bits, by TFTP and by HTTP. */
    private static final int FIRST_U_BOOT = 21;

    private static final int LAST_U_BOOT = 24;

    /** Newer blocks keep appearing: for boards whose option 97 is switched off only. */
    private static final Set<String> RASPBERRY_PI_VENDORS =
            Set.of("b8:27:eb", "dc:a6:32", "e4:5f:01", "28:cd:c1", "d8:3a:dd", "2c:cf:67", "88:a2:9e");

    /** RFC 2131 section 2: what every client takes. */
    private static final int SMALLEST_DATAGRAM = 576;

    private static final int LARGEST_DATAGRAM = 1_500;
    private static final int IP_AND_UDP = 28;

    public static BootRequest from(DhcpPacket packet) {
        Optional<RaspberryPi> board =
                packet.options().get(OptionCode.MACHINE_ID).flatMap(RaspberryPi::from);
        return new BootRequest(
                packet, packet.mac(), packet.type(), kind(packet, board), board, RelayInformation.of(packet));
    }

    /** Option 97 first, the vendor of the MAC address second: options 60 and 93 of a Pi are those of a BIOS PC. */
    private static ClientKind kind(DhcpPacket packet, Optional<RaspberryPi> board) {
        DhcpOptions options = packet.options();
        if (options.has(OptionCode.IPXE)
                || options.get(OptionCode.USER_CLASS)
                        .filter(BootRequest::isIpxe)
                        .isPresent()) {
            return ClientKind.IPXE;
        }
        if (board.isPresent()) {
            return ClientKind.RASPBERRY_PI;
        }
        String vendorClass = options.text(OptionCode.VENDOR_CLASS).orElse("");
        boolean pxe = vendorClass.startsWith(PXE_CLIENT);
        boolean http = vendorClass.startsWith(HTTP_CLIENT);
        if ((pxe || http) && isRaspberryPi(packet)) {
            return ClientKind.RASPBERRY_PI;
        }
        if (pxe || http) {
            return http ? ClientKind.HTTP : ClientKind.PXE;
        }
        boolean uBoot = vendorClass.startsWith(U_BOOT)
                || architectures(packet).anyMatch(number -> number >= FIRST_U_BOOT && number <= LAST_U_BOOT);
        return uBoot ? ClientKind.U_BOOT : ClientKind.PLAIN;
    }

    /** Plain text as iPXE sends it, or the list of counted texts RFC 3004 asks for. */
    private static boolean isIpxe(Bytes userClass) {
        if (userClass.equals(IPXE)) {
            return true;
        }
        int at = 0;
        while (at < userClass.length() && at + 1 + userClass.u8(at) <= userClass.length()) {
            if (userClass.slice(at + 1, userClass.u8(at)).equals(IPXE)) {
                return true;
            }
            at += 1 + userClass.u8(at);
        }
        return false;
    }

    private static boolean isRaspberryPi(DhcpPacket packet) {
        return packet.mac().map(BootRequest::isRaspberryPi).orElse(false);
    }

    /** By its vendor. */
    static boolean isRaspberryPi(MacAddress mac) {
        return RASPBERRY_PI_VENDORS.contains(mac.text().substring(0, 8));
    }

    /** Option 93, every number of it. */
    IntStream architectures() {
        return architectures(packet);
    }

    private static IntStream architectures(DhcpPacket packet) {
        Bytes value = packet.options().get(OptionCode.CLIENT_ARCHITECTURE).orElse(Bytes.EMPTY);
        return IntStream.range(0, value.length() / 2).map(index -> value.u16(2 * index));
    }

    /** Whether a boot begins with this exchange. */
    public boolean isFirmware() {
        return kind.isFirmware();
    }

    Optional<Inet4Address> requestedAddress() {
        return packet.options().address(OptionCode.REQUESTED_ADDRESS);
    }

    public Optional<Inet4Address> serverId() {
        return packet.options().address(OptionCode.SERVER_ID);
    }

    boolean hasAddress() {
        return !packet.ciaddr().isAnyLocalAddress();
    }

    /** The subnet the client is on, by an address in it; empty when it is this server's own. */
    Optional<Inet4Address> link() {
        if (!packet.isRelayed()) {
            return Optional.empty();
        }
        return Optional.of(relay.flatMap(RelayInformation::linkSelection).orElse(packet.giaddr()));
    }

    /** Option 55 as it came: codes in the client's order; empty when it sends no list and takes what it gets. */
    Optional<Bytes> parameterList() {
        return packet.options().get(OptionCode.PARAMETER_LIST);
    }

    /** The address a REQUEST takes or keeps: option 50, else ciaddr. */
    public Optional<Inet4Address> claimedAddress() {
        return requestedAddress().or(() -> hasAddress() ? Optional.of(packet.ciaddr()) : Optional.empty());
    }

    /** The largest message this client takes, UDP payload in bytes, and never one that would be fragmented. */
    public int largestReply() {
        int datagram = packet.options()
                .get(OptionCode.MAXIMUM_SIZE)
                .map(size -> size.u16(0))
                .orElse(SMALLEST_DATAGRAM);
        return Math.clamp(datagram, SMALLEST_DATAGRAM, LARGEST_DATAGRAM) - IP_AND_UDP;
    }
}
