package dev.kindling.tink.workflow;

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
        /** An operator cancels. */
        CANCEL(0),
        /** The machine boots its own disk. */
        LOCAL_BOOT(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    static ModelStep random(Random random, boolean cancels) {
        int total = 0;
        for (Kind kind : Kind.values()) {
            total += kind.weight;
        }
        if (cancels && random.nextInt(100) == 0) {
            return new ModelStep(Kind.CANCEL, 0);
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
