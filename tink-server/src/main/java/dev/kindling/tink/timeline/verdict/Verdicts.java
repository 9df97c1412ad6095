package dev.kindling.tink.timeline.verdict;

import static dev.kindling.tink.timeline.verdict.WorkflowRules.fact;
import static dev.kindling.tink.timeline.verdict.WorkflowRules.verdict;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.Machines;
import dev.kindling.tink.timeline.EventFilter;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineReader;
import dev.kindling.tink.timeline.verdict.Verdict.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Judges a machine by its recent events. The order of the rules is the order in which a person would ask. */
@Service
public class Verdicts {

    /** A boot is about a hundred events, a workflow of ten actions thirty. */
    private static final int RECENT = 500;

    /** boots tells of another DHCP server again after an hour. */
    private static final Duration OTHER_SERVER_RECENT = Duration.ofMinutes(90);

    private static final String CHECK_LIST =
            "power it on; then check, in this order: its EEPROM's boot order includes the"
                    + " network (BOOT_ORDER=0xf12, on a Pi 3 the OTP bit); no bootable SD card or USB disk is in it, which it would"
                    + " boot first; the cable and its link light; that it is on boots' network or behind a relay; spanning tree on"
                    + " the switch port (STP holds a fresh link back for 30 s: set portfast); the MAC in its hardware document";

    private final TimelineReader reader;
    private final Machines machines;
    private final Patience patience;
    private final Clock clock;

    Verdicts(TimelineReader reader, Machines machines, Patience patience, Clock clock) {
        this.patience = patience;
        this.reader = reader;
        this.machines = machines;
        this.clock = clock;
    }

    public Verdict of(MacAddress mac) {
        boolean declared = machines.find(mac).isPresent();
        Instant now = clock.instant();
        return judge(
                new History(declared, now, reader.newest(EventFilter.of(mac), RECENT), otherServer(now), patience));
    }

    private Optional<RecordedEvent> otherServer(Instant now) {
        return reader.otherServer().filter(event -> event.event().at().isAfter(now.minus(OTHER_SERVER_RECENT)));
    }

    static Verdict judge(History history) {
        return unseen(history)
                .or(() -> undeclared(history))
                .or(() -> refused(history))
                .or(() -> newerBoot(history))
                .or(() -> WorkflowRules.judge(history))
                .orElseGet(() -> BootRules.judge(history));
    }

    private static Optional<Verdict> unseen(History history) {
        boolean seen = history.lastWhere(Verdicts::isOfTheMachine).isPresent();
        if (seen) {
            return Optional.empty();
        }
        String remedy = history.declared()
                ? CHECK_LIST
                : "check the MAC; declare the machine with a hardware document and power it on";
        return Optional.of(new Verdict(Finding.NEVER_SEEN, "it has never been seen on the network", remedy, List.of()));
    }

    /** Declaring hardware or creating a workflow is what people do; the machine itself was not seen by that. */
    private static boolean isOfTheMachine(TimelineEvent event) {
        return BootRules.isWire(event)
                || List.of("machine.", "agent.", "action.").stream().anyMatch(event.kind()::startsWith);
    }

    private static Optional<Verdict> undeclared(History history) {
        return history.declared() || history.events().isEmpty()
                ? Optional.empty()
                : Optional.of(verdict(
                        Finding.NOT_DECLARED,
                        "it was seen, but no hardware document declares it, so it is observed and never answered",
                        "declare it: POST /api/v1/hardware with this MAC address",
                        history.events().getLast()));
    }

    private static Optional<Verdict> refused(History history) {
        return history.last("machine.enrolment-refused")
                .filter(event -> !history.after(Optional.of(event)).has("machine.enrolled", "boot.local"))
                .map(event -> {
                    String message = fact(event, "message");
                    return verdict(
                            Finding.ENROLMENT_REFUSED,
                            "its agent was refused" + (message.isEmpty() ? "" : ": " + message),
                            "power it off and on for a new nonce; if that was not this board, somebody else on the boot network tried to be it",
                            event);
                });
    }

    /** A boot that began after the newest workflow event and got stuck on the wire says more than the workflow does. */
    private static Optional<Verdict> newerBoot(History history) {
        Optional<RecordedEvent> engine = history.lastWhere(event -> event.kind().startsWith("workflow.")
                || event.kind().startsWith("action.")
                || event.kind().startsWith("agent."));
        History since = history.after(engine);
        if (engine.isEmpty()
                || since.last("boot.started", "dhcp.ignored", "dhcp.offer").isEmpty()
                || since.has("boot.local")) {
            return Optional.empty();
        }
        return Optional.of(BootRules.judge(since))
                .filter(verdict -> verdict.finding().health() == Verdict.Health.STUCK);
    }
}
