package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.template.ActionClass;
import dev.kindling.tink.workflow.WorkflowEvent.Outcome;
import dev.kindling.tink.workflow.WorkflowEvent.Reported;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The agent of one board, as small as its promises allow: a journal that lives as long as the boot, one action at a time. */
final class ModelAgent {

    private static final long STARTED = 1;
    private static final long ENDED = 2;

    private final MacAddress mac;
    private final ModelWorld world;
    private final Map<Ref, Phase> journal = new HashMap<>();
    private Optional<Ref> current = Optional.empty();

    ModelAgent(MacAddress mac, ModelWorld world) {
        this.mac = mac;
        this.world = world;
    }

    /** Which attempt. */
    record Ref(int index, int attempt) {}

    /** How far it is. */
    sealed interface Phase {

        record Assigned() implements Phase {}

        record Running() implements Phase {}

        record Ended(Outcome outcome) implements Phase {}

        record Acknowledged(Outcome outcome) implements Phase {}
    }

    MacAddress mac() {
        return mac;
    }

    /** An assignment; what the journal knows is said again, and a newer attempt takes an older one's place. */
    void assign(Ref ref) {
        Phase known = journal.get(ref);
        if (known instanceof Phase.Acknowledged acknowledged) {
            journal.put(ref, new Phase.Ended(acknowledged.outcome()));
        } else if (known == null) {
            current.filter(running -> journal.get(running) instanceof Phase.Running)
                    .ifPresent(running -> {
                        world.stopped(this, running);
                        journal.put(running, new Phase.Ended(new Outcome.Interrupted("superseded")));
                    });
            journal.put(ref, new Phase.Assigned());
        }
        current = Optional.of(ref);
    }

    /** What it wants to say now: one report at a time, again and again until it is answered. */
    Optional<Reported> says() {
        return current.flatMap(ref -> switch (journal.get(ref)) {
            case Phase.Assigned _ -> Optional.of(report(ref, STARTED, new Outcome.Started()));
            case Phase.Running _ -> Optional.empty();
            case Phase.Ended ended -> Optional.of(report(ref, ENDED, ended.outcome()));
            case Phase.Acknowledged _ -> Optional.empty();
        });
    }

    private static Reported report(Ref ref, long sequence, Outcome outcome) {
        return new Reported(ref.index(), ref.attempt(), sequence, outcome);
    }

    /** The answer to what it said. @param wanted false: stop, forget */
    void answered(Reported report, boolean wanted) {
        Ref ref = new Ref(report.index(), report.attempt());
        Phase phase = journal.get(ref);
        if (report.sequence() == STARTED && phase instanceof Phase.Assigned) {
            if (wanted) {
                journal.put(ref, new Phase.Running());
                world.began(this, ref);
            } else {
                journal.remove(ref);
                current = Optional.empty();
            }
        } else if (report.sequence() == ENDED && phase instanceof Phase.Ended ended) {
            journal.put(ref, new Phase.Acknowledged(ended.outcome()));
            if (wanted && ended.outcome() instanceof Outcome.Rebooting) {
                world.reboots(this);
            }
        }
    }

    /** The action it runs ends, one way or another. */
    void work(int choice) {
        Optional<Ref> running = current.filter(ref -> journal.get(ref) instanceof Phase.Running);
        if (running.isEmpty()) {
            return;
        }
        boolean reboots = world.classOf(running.get()) == ActionClass.REBOOT;
        Outcome outcome = switch (choice % 8) {
            case 0 -> new Outcome.Failed("failed", 1);
            case 1 -> new Outcome.TimedOut("too long");
            default -> reboots ? new Outcome.Rebooting() : new Outcome.Succeeded("");
        };
        world.ended(this, running.get(), outcome);
        journal.put(running.get(), new Phase.Ended(outcome));
    }

    /** It is told to stop this attempt, and does when it runs it. */
    void stop(Ref ref) {
        if (current.equals(Optional.of(ref)) && journal.get(ref) instanceof Phase.Running) {
            world.stopped(this, ref);
            journal.put(ref, new Phase.Ended(new Outcome.Cancelled()));
        }
    }

    /** What it runs, if it does. */
    Optional<Ref> running() {
        return current.filter(ref -> journal.get(ref) instanceof Phase.Running);
    }

    /** Its process dies and comes again: what ran is over, how is unknown. */
    void crash() {
        current.filter(ref -> journal.get(ref) instanceof Phase.Running).ifPresent(ref -> {
            world.stopped(this, ref);
            journal.put(ref, new Phase.Ended(new Outcome.Interrupted("died")));
        });
        boolean died =
                current.filter(ref -> journal.get(ref) instanceof Phase.Ended).isPresent();
        if (!died) {
            current = Optional.empty();
        }
    }

    /** The board boots: memory, and with it the journal, is empty. */
    void boot() {
        current.filter(ref -> journal.get(ref) instanceof Phase.Running).ifPresent(ref -> world.stopped(this, ref));
        journal.clear();
        current = Optional.empty();
    }
}
