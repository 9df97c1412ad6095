package dev.kindling.tink.timeline.verdict;

import static dev.kindling.tink.timeline.verdict.WorkflowRules.fact;
import static dev.kindling.tink.timeline.verdict.WorkflowRules.verdict;

import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.verdict.Verdict.Finding;
import java.util.Optional;

/** The firmware was offered something and did not take it: somebody else was faster, or it could not use it. */
final class OfferRules {

    /** A boot loader that was offered something so often and goes on asking cannot use it. */
    private static final int ASKED_IN_VAIN = 3;

    private static final String FREE_ADDRESS =
            "boots offers no address (proxy mode): the other DHCP server must have a free"
                    + " one for it; where there is none, set kindling.boots.dhcp.mode=reservation";
    private static final String ONE_SERVER = "switch that server off on this network, or run boots beside it:"
            + " kindling.boots.dhcp.mode=proxy leaves the addresses to it and says only what to boot";

    private OfferRules() {}

    static Optional<Verdict> judge(History history) {
        Optional<RecordedEvent> offer = history.last("dhcp.offer").filter(event -> BootRules.isFirmware(event.event()));
        boolean taken = history.after(offer)
                .has("dhcp.request", "dhcp.ack", "boot.address", "tftp.done", "tftp.missing", "boot.local");
        if (offer.isEmpty() || taken) {
            return Optional.empty();
        }
        Optional<RecordedEvent> before =
                history.last("dhcp.request", "dhcp.ack", "tftp.done", "tftp.missing", "tftp.aborted", "boot.local");
        long asked = history.after(before).count(OfferRules::isFirmwaresDiscover);
        if (asked >= ASKED_IN_VAIN) {
            return Optional.of(unusable(history, offer.get(), asked));
        }
        return offer.filter(
                        event -> history.isOlderThan(event, history.patience().firmware()))
                .map(event -> notTaken(history, event));
    }

    private static boolean isFirmwaresDiscover(TimelineEvent event) {
        return event.kind().equals("dhcp.discover") && BootRules.isFirmware(event);
    }

    private static Verdict notTaken(History history, RecordedEvent offer) {
        if (isWithoutAddress(offer)) {
            // Beside another server, which is meant to be there.
            return verdict(
                    Finding.OFFER_NOT_TAKEN,
                    "it was told what to boot and did not go on: nobody seems to have given it an address",
                    FREE_ADDRESS,
                    offer);
        }
        if (history.otherServer().isPresent()) {
            return otherServer(
                    "it was offered " + what(offer) + " and did not take the offer; another DHCP server, "
                            + named(history.otherServer().get()) + ", answers on this network too",
                    offer);
        }
        return verdict(
                Finding.OFFER_NOT_TAKEN,
                "it was offered " + what(offer) + " and did not take the offer",
                "another DHCP server may have answered first: look for one on this network; the board's firmware may be too"
                        + " old to netboot",
                offer);
    }

    private static Verdict unusable(History history, RecordedEvent offer, long asked) {
        String other = history.otherServer()
                .map(event -> "; " + named(event) + " answers too")
                .orElse("");
        return verdict(
                Finding.NO_USABLE_OFFER,
                "it asked " + asked + " times, was offered " + what(offer) + " each time and can use none of the offers"
                        + other,
                isWithoutAddress(offer)
                        ? FREE_ADDRESS
                        : "compare what it is sent (kindling preview) with what it is; read its packets (kindling report):"
                                + " answers may not reach it (VLAN, DHCP snooping, a relay), or another server's offer spoils"
                                + " the exchange",
                offer);
    }

    /** A system that boots leaves to the other server, and that server does not answer it. */
    static Verdict noLease(RecordedEvent asked) {
        return verdict(
                Finding.NO_USABLE_OFFER,
                "it asked for an address and took none: the other DHCP server, to which boots leaves its system, seems to"
                        + " have given it none",
                FREE_ADDRESS,
                asked);
    }

    static Verdict otherServer(String cause, RecordedEvent evidence) {
        return verdict(Finding.OTHER_SERVER_ANSWERED, cause, ONE_SERVER, evidence);
    }

    private static String what(RecordedEvent offer) {
        return isWithoutAddress(offer) ? "what to boot" : fact(offer, "address");
    }

    private static boolean isWithoutAddress(RecordedEvent offer) {
        return fact(offer, "address").equals("0.0.0.0");
    }

    private static String named(RecordedEvent event) {
        return fact(event, "address") + " (" + fact(event, "mac") + ")";
    }
}
