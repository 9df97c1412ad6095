package dev.kindling.simulator.boot;

import dev.kindling.simulator.packet.Bytes;
import dev.kindling.simulator.packet.DhcpMessage;
import dev.kindling.simulator.packet.DhcpOption;
import dev.kindling.simulator.packet.Ipv4;
import dev.kindling.simulator.wire.Wire.Heard;
import java.util.List;
import java.util.Optional;

/**
 * The boot loader's rule for which offers it accepts. It needs a lease and a place to boot from, perhaps from two offers.
 *
 * <p>The place is, first to last: option 66 as an address literal, in any offer; else siaddr, else the sender, of an offer
 * with option 60 {@code PXEClient} and an option 43 whose boot menu (9) says {@code Raspberry Pi Boot}.
 */
final class OfferRule {

    private static final String PXE_CLIENT = "PXEClient";
    private static final String MENU_TEXT = "Raspberry Pi Boot";
    private static final int BOOT_MENU = 9;
    private static final int SUB_END = 255;

    private OfferRule() {}

    /** What to request, or empty as long as something is missing. */
    static Optional<Lease> choose(List<Heard> offers) {
        Optional<Heard> lease = offers.stream()
                .filter(offer -> !offer.message().yiaddr().isAny())
                .findFirst();
        Optional<Ipv4> tftp = literal(offers).or(() -> pseudoPxe(offers));
        return lease.flatMap(offer -> tftp.map(address -> Lease.of(offer.message(), offer.source(), address)));
    }

    /** Why nothing can be requested yet, for people. */
    static String missing(List<Heard> offers) {
        if (offers.isEmpty()) {
            return "no DHCP offer";
        }
        boolean lease =
                offers.stream().anyMatch(offer -> !offer.message().yiaddr().isAny());
        return lease
                ? "DHCP offers without boot server: no option 66 with an address, no 60=PXEClient with 43.9 '"
                        + MENU_TEXT + "'"
                : "DHCP offers without an address";
    }

    /** The offer that says where to boot from. */
    static Optional<Heard> bootOffer(List<Heard> offers) {
        return offers.stream()
                .filter(offer -> literal(offer.message()).isPresent() || isPseudoPxe(offer.message()))
                .findFirst();
    }

    private static Optional<Ipv4> literal(List<Heard> offers) {
        return offers.stream()
                .flatMap(offer -> literal(offer.message()).stream())
                .findFirst();
    }

    private static Optional<Ipv4> literal(DhcpMessage offer) {
        return offer.option(DhcpOption.TFTP_SERVER).flatMap(value -> Ipv4.parse(value.text()));
    }

    private static Optional<Ipv4> pseudoPxe(List<Heard> offers) {
        return offers.stream()
                .filter(offer -> isPseudoPxe(offer.message()))
                .map(offer -> offer.message().siaddr().isAny()
                        ? offer.source()
                        : offer.message().siaddr())
                .findFirst();
    }

    private static boolean isPseudoPxe(DhcpMessage offer) {
        return offer.option(DhcpOption.VENDOR_CLASS)
                        .filter(value -> value.text().equals(PXE_CLIENT))
                        .isPresent()
                && offer.option(DhcpOption.VENDOR_SPECIFIC)
                        .filter(OfferRule::hasMenu)
                        .isPresent();
    }

    /** Walks the sub-options up to 255 or the end; pads are skipped, several menus are fine, a lying length ends it. */
    private static boolean hasMenu(Bytes vendor) {
        int at = 0;
        while (at < vendor.length() && vendor.at(at) != SUB_END) {
            if (vendor.at(at) == 0) {
                at++;
                continue;
            }
            if (at + 1 >= vendor.length() || at + 2 + vendor.at(at + 1) > vendor.length()) {
                return false;
            }
            int end = at + 2 + vendor.at(at + 1);
            if (vendor.at(at) == BOOT_MENU && vendor.slice(at + 2, end).text().contains(MENU_TEXT)) {
                return true;
            }
            at = end;
        }
        return false;
    }
}
