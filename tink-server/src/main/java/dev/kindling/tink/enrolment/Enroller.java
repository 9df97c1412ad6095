package dev.kindling.tink.enrolment;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.tink.directory.NonceKey;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.LearnedAddresses;
import dev.kindling.tink.machine.MachineFacts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;

/** Verifies that an agent is the boot it says it is, and opens its session once. */
@Service
public class Enroller {

    private final NonceKey key;
    private final SessionOpening sessions;
    private final LearnedAddresses addresses;
    private final EnrolmentSettings settings;
    private final Clock clock;

    Enroller(
            NonceKey key,
            SessionOpening sessions,
            EnrolmentSettings settings,
            LearnedAddresses addresses,
            Clock clock) {
        this.key = key;
        this.sessions = sessions;
        this.addresses = addresses;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What an agent says of itself.
     *
     * @param address the one its nonce is bound to
     * @param peer the address its packets come from
     * @param inventory JSON text
     */
    public record Request(
            String nonce,
            MacAddress mac,
            String address,
            String peer,
            SessionSecret secret,
            String version,
            String inventory) {

        /** Without nonce and secret. */
        @Override
        public String toString() {
            return "Request[mac=" + mac + ", address=" + address + ", peer=" + peer + "]";
        }
    }

    /** A live session. */
    public record Welcome(MachineFacts machine, Instant now, Instant expiresAt) {}

    public Welcome enrol(Request request) {
        BootNonce nonce = genuine(request);
        Instant now = clock.instant();
        Enrolment enrolment = sessions.open(nonce, request, now);
        return switch (enrolment) {
            case Enrolment.Granted granted -> new Welcome(granted.machine(), now, granted.expiresAt());
            case Enrolment.Over over -> throw new Failure.Unauthenticated(over.why() + "; reboot to enrol again");
            case Enrolment.Refused refused -> throw new Failure.Denied(refused.why());
        };
    }

    private BootNonce genuine(Request request) {
        BootNonce nonce;
        try {
            nonce = BootNonce.parse(request.nonce());
        } catch (IllegalArgumentException e) {
            throw new Failure.Unauthenticated(e.getMessage() + "; reboot to get a new one");
        }
        if (isOfThisBoot(nonce, request)) {
            return nonce;
        }
        if (!nonce.isGenuine(key.bytes(), request.mac(), request.address())) {
            throw new Failure.Unauthenticated("this nonce was not made for " + request.mac() + " at "
                    + request.address() + "; reboot to get a new one");
        }
        boolean hidden = settings.balancers().contains(request.peer());
        if (!hidden && !request.peer().equals(request.address())) {
            throw new Failure.Unauthenticated("the nonce is for " + request.address() + ", but the call comes from "
                    + request.peer()
                    + "; NAT between boards and server is not supported, a TCP balancer has to be named in"
                    + " kindling.tink.enrolment.balancers");
        }
        return nonce;
    }

    /**
     * Behind another DHCP server boot loader, kernel and system may get different addresses: the nonce is bound to the
     * first one boots heard of, and the call comes from one it heard of later in the same boot.
     */
    private boolean isOfThisBoot(BootNonce nonce, Request request) {
        List<String> heard = addresses.ofBoot(nonce.bootId(), request.mac());
        boolean hidden = settings.balancers().contains(request.peer());
        return heard.contains(hidden ? request.address() : request.peer())
                && heard.stream().anyMatch(address -> nonce.isGenuine(key.bytes(), request.mac(), address));
    }
}
