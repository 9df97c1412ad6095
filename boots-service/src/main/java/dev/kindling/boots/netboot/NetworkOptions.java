package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.Bytes;
import dev.kindling.boots.dhcp.packet.OptionCode;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.Reservation;
import java.net.Inet4Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a machine is told of its network: reservation and site in, options out. */
final class NetworkOptions {

    private static final int BITS = 8;
    private static final int LONGEST_LABEL = 63;

    private final MachineProfile machine;
    private final Reservation reservation;
    private final LeaseSettings settings;

    NetworkOptions(MachineProfile machine, LeaseSettings settings) {
        this.machine = machine;
        this.reservation = machine.reservation().orElseThrow();
        this.settings = settings;
    }

    /** A client without these has no network. */
    Map<OptionCode, Bytes> always() {
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        options.put(OptionCode.SUBNET_MASK, Bytes.ofAddress(reservation.netmask()));
        reservation.gateway().ifPresent(gateway -> options.put(OptionCode.ROUTER, Bytes.ofAddress(gateway)));
        return options;
    }

    /** The rest, as far as it is configured. */
    Map<OptionCode, Bytes> asked() {
        Map<OptionCode, Bytes> options = new LinkedHashMap<>();
        put(options, OptionCode.NAME_SERVERS, addresses(reservation.nameServers()));
        put(options, OptionCode.HOST_NAME, Bytes.ofAscii(machine.hostname()));
        put(options, OptionCode.DOMAIN, Bytes.ofAscii(settings.domain()));
        put(options, OptionCode.BROADCAST_ADDRESS, broadcast());
        put(options, OptionCode.TIME_SERVERS, addresses(reservation.timeServers()));
        put(options, OptionCode.DOMAIN_SEARCH, search());
        put(options, OptionCode.CLASSLESS_ROUTES, routes());
        return options;
    }

    private static void put(Map<OptionCode, Bytes> options, OptionCode code, Bytes value) {
        if (!value.isEmpty()) {
            options.put(code, value);
        }
    }

    private static Bytes addresses(List<Inet4Address> addresses) {
        return addresses.stream().map(Bytes::ofAddress).reduce(Bytes.EMPTY, Bytes::concat);
    }

    private Bytes broadcast() {
        byte[] address = reservation.address().getAddress();
        byte[] mask = reservation.netmask().getAddress();
        for (int at = 0; at < address.length; at++) {
            address[at] = (byte) (address[at] | ~mask[at]);
        }
        return Bytes.of(address);
    }

    /** RFC 3397 section 2, RFC 1035 section 3.1; without compression, which it allows but does not ask for. */
    private Bytes search() {
        Bytes out = Bytes.EMPTY;
        for (String name : settings.search()) {
            for (String label : name.split("\\.")) {
                out = out.concat(Bytes.ofU8(Math.min(label.length(), LONGEST_LABEL)))
                        .concat(Bytes.ofAscii(label.substring(0, Math.min(label.length(), LONGEST_LABEL))));
            }
            out = out.concat(Bytes.ofU8(0));
        }
        return out;
    }

    /** RFC 3442: a client that gets this option ignores the router, so the default route is in it too. */
    private Bytes routes() {
        if (settings.routes().isEmpty()) {
            return Bytes.EMPTY;
        }
        Bytes out = settings.routes().stream().map(NetworkOptions::route).reduce(Bytes.EMPTY, Bytes::concat);
        return reservation
                .gateway()
                .map(gateway -> out.concat(Bytes.ofU8(0)).concat(Bytes.ofAddress(gateway)))
                .orElse(out);
    }

    /** Only the bytes of the network that count. */
    private static Bytes route(LeaseSettings.Route route) {
        int significant = (route.prefix() + BITS - 1) / BITS;
        return Bytes.ofU8(route.prefix())
                .concat(Bytes.ofAddress(route.network()).slice(0, significant))
                .concat(Bytes.ofAddress(route.gateway()));
    }
}
