package dev.kindling.boots.dhcp.packet;

import java.net.Inet4Address;
import java.util.Optional;

/**
 * What a relay agent said in option 82 (RFC 3046). Sent back unchanged as the last option.
 *
 * @param raw the option's value
 * @param linkSelection sub-option 5, RFC 3527: names the client's subnet in place of giaddr
 * @param serverIdOverride sub-option 11, RFC 5107: the server identifier the client is to see
 * @param hasSourcePort sub-option 19, RFC 8357: replies go to the port the request came from
 */
public record RelayInformation(
        Bytes raw,
        Optional<Inet4Address> linkSelection,
        Optional<Inet4Address> serverIdOverride,
        boolean hasSourcePort) {

    private static final int LINK_SELECTION = 5;
    private static final int SERVER_ID_OVERRIDE = 11;
    private static final int SOURCE_PORT = 19;

    /** Empty when there is none or its sub-options do not add up: such a one is neither used nor sent back. */
    public static Optional<RelayInformation> of(DhcpPacket packet) {
        return packet.options().get(OptionCode.RELAY_INFORMATION).flatMap(RelayInformation::parse);
    }

    private static Optional<RelayInformation> parse(Bytes raw) {
        Optional<Inet4Address> link = Optional.empty();
        Optional<Inet4Address> server = Optional.empty();
        boolean port = false;
        int at = 0;
        while (at < raw.length()) {
            if (at + 2 > raw.length() || at + 2 + raw.u8(at + 1) > raw.length()) {
                return Optional.empty();
            }
            Bytes value = raw.slice(at + 2, raw.u8(at + 1));
            switch (raw.u8(at)) {
                case LINK_SELECTION -> link = address(value);
                case SERVER_ID_OVERRIDE -> server = address(value);
                case SOURCE_PORT -> port = true;
                default -> {
                    // RFC 3046 section 2.0: sub-options a server does not know are only sent back.
                }
            }
            at += 2 + value.length();
        }
        return Optional.of(new RelayInformation(raw, link, server, port));
    }

    private static Optional<Inet4Address> address(Bytes value) {
        return value.length() == 4 ? Optional.of(value.address()) : Optional.empty();
    }
}
