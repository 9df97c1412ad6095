package dev.kindling.tink.enrolment;

import dev.kindling.contract.BootNonce;
import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.machine.BoardEnrolled;
import dev.kindling.tink.machine.BoardWarnings;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.Timeline;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Burns the boot and opens its session, in one transaction. */
@Component
class SessionOpening {

    private final BurntBoots boots;
    private final Machines machines;
    private final Sessions sessions;
    private final ApplicationEventPublisher events;
    private final Timeline timeline;
    private final EnrolmentSettings settings;

    SessionOpening(
            BurntBoots boots,
            Machines machines,
            Sessions sessions,
            ApplicationEventPublisher events,
            Timeline timeline,
            EnrolmentSettings settings) {
        this.boots = boots;
        this.machines = machines;
        this.sessions = sessions;
        this.events = events;
        this.timeline = timeline;
        this.settings = settings;
    }

    /** A refusal is an answer, not an exception: its alarm has to be committed. */
    @Transactional
    public Enrolment open(BootNonce nonce, Enroller.Request request, Instant now) {
        MachineFacts machine = machines.find(request.mac())
                .orElseThrow(() -> new Failure.Denied("machine " + request.mac() + " is not in the inventory"));
        Optional<BurntBoots.Burnt> before = boots.find(nonce.bootId());
        if (before.isPresent()) {
            return again(before.get(), machine, request, now);
        }
        if (nonce.isExpired(now)) {
            throw new Failure.Unauthenticated("this nonce has expired; reboot to get a new one");
        }
        byte[] session = request.secret().sha256();
        Instant expiresAt = now.plus(settings.session()).truncatedTo(ChronoUnit.SECONDS);
        BurntBoots.Burnt burnt =
                new BurntBoots.Burnt(nonce.bootId(), request.mac(), request.address(), session, expiresAt);
        if (!boots.burn(burnt, now)) {
            return again(boots.find(nonce.bootId()).orElseThrow(), machine, request, now);
        }
        events.publishEvent(new BoardEnrolled(request.mac(), nonce.bootId()));
        machines.openSession(request.mac(), nonce.bootId(), session, expiresAt);
        machines.recordInventory(request.mac(), request.inventory());
        tell(request.mac(), nonce.bootId(), now, "machine.enrolled", Map.of("agent", request.version()));
        tell(
                request.mac(),
                nonce.bootId(),
                now,
                "agent.inventory",
                Map.of("inventory", shortened(request.inventory())));
        warn(request, nonce.bootId(), now);
        return new Enrolment.Granted(machine, expiresAt);
    }

    private void warn(Enroller.Request request, UUID boot, Instant now) {
        for (String warning : BoardWarnings.of(request.inventory())) {
            timeline.record(event(
                    request.mac(), boot, now, "agent.board-warning", Severity.WARNING, Map.of("warning", warning)));
        }
    }

    /**
     * A lost answer is no dead end: the same secret gets it again, and a session that ran out while its agent could not call goes on,
     * for as long as it is the machine's newest. One that was ended is not opened again: only a new boot can. Anyone else is an
     * impostor.
     */
    private Enrolment again(BurntBoots.Burnt before, MachineFacts machine, Enroller.Request request, Instant now) {
        boolean same =
                MessageDigest.isEqual(before.sessionSha256(), request.secret().sha256());
        if (same && before.mac().equals(request.mac())) {
            return sessions.goOn(request.mac(), before.bootId(), before.sessionSha256())
                    .<Enrolment>map(expiresAt -> new Enrolment.Granted(machine, expiresAt))
                    .orElseGet(() -> over(before.bootId(), request, now));
        }
        timeline.record(event(
                request.mac(),
                before.bootId(),
                now,
                "machine.enrolment-refused",
                Severity.ALARM,
                Map.of("address", request.peer(), "message", "a second agent used the nonce of this boot")));
        return new Enrolment.Refused(
                request.mac(),
                "this boot has enrolled with another secret; if that was not this board, look for an impostor");
    }

    private Enrolment over(UUID boot, Enroller.Request request, Instant now) {
        String why =
                "the session of this boot has ended: a newer boot enrolled, the hardware was deleted and declared again,"
                        + " or the board should run from its own disk";
        timeline.record(event(
                request.mac(),
                boot,
                now,
                "machine.session-ended",
                Severity.WARNING,
                Map.of("address", request.peer(), "message", why + "; its agent reboots the board")));
        return new Enrolment.Over(why);
    }

    private void tell(MacAddress mac, UUID boot, Instant now, String kind, Map<String, String> facts) {
        timeline.record(event(mac, boot, now, kind, Severity.INFO, facts));
    }

    private static TimelineEvent event(
            MacAddress mac, UUID boot, Instant now, String kind, Severity severity, Map<String, String> facts) {
        return new TimelineEvent(
                Optional.of(mac), now, Source.AGENT, kind, severity, facts, Optional.empty(), Optional.of(boot));
    }

    private static String shortened(String text) {
        return text.length() > 1_000 ? text.substring(0, 1_000) + "..." : text;
    }
}
