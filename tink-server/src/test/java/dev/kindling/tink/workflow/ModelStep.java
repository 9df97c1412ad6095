package dev.kindling.tink.workflow;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One thing that happens in a random run.
 *
 * @param choice picks among what is possible then, whatever that is: a step never becomes invalid when others are left out
 */
record ModelStep(Kind kind, int choice) {

    /** What can happen. */
    enum Kind {
        /** A board's agent asks for work. */
        ASK(6),
        /** Its agent goes one step on with what it runs. */
        WORK(10),
        /** A report on the way arrives and is answered. */
        DELIVER(10),
        /** A report arrives; the server dies before the commit. */
        KILLED_BEFORE_COMMIT(2),
        /** A report arrives; the server dies after the commit, or the reply is lost: the agent will say it again. */
        REPLY_LOST(3),
        /** The network delivers a report that was delivered before once more. */
        DUPLICATE(3),
        /** The agent process dies and is started again. */
        AGENT_CRASH(2),
        /** The board loses its power or reboots. */
        REBOOT(2),
        /** The clock jumps ahead: the attempt's deadline has passed. */
        DEADLINE(1),
        /** Time passes: a back-off is over. */
        BACKOFF(4),
        /** An operator decides what is held. */
        OPERATOR(2),
        /** An agent learns that it should stop what it runs. */
        STOP(3),
        /** An operator cancels. */
        CANCEL(0),
        /** An operator gives up what is held. */
        FAIL(0),
        /** The agent gives up what it runs by itself. */
        GIVE_UP(0),
        /** The clock jumps ahead: the run's deadline has passed. */
        GLOBAL_DEADLINE(0),
        /** The clock jumps ahead: the machines had time enough to boot their own disks. */
        SETTLE_DEADLINE(0),
        /** The machine boots its own disk. */
        LOCAL_BOOT(2);

        /** What ends a run early: each happens in some runs only, and rarely there. */
        private static final List<Kind> ENDINGS = List.of(CANCEL, FAIL, GIVE_UP, GLOBAL_DEADLINE, SETTLE_DEADLINE);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** What will end a run early; in every other run nothing. */
    static Optional<Kind> ending(Random random) {
        int dice = random.nextInt(2 * Kind.ENDINGS.size());
        return dice < Kind.ENDINGS.size() ? Optional.of(Kind.ENDINGS.get(dice)) : Optional.empty();
    }

    static ModelStep random(Random random, Optional<Kind> ending) {
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += kind.weight;
        }
        if (ending.isPresent() && random.nextInt(50) == 0) {
            return new ModelStep(ending.get(), random.nextInt(1 << 16));
        }
        int dice = random.nextInt(total);
        for (Kind kind : Kind.values()) {
            dice -= kind.weight;
            if (dice < 0) {
                return new ModelStep(kind, random.nextInt(1 << 16));
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }
}
