package dev.kindling.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between two tries: twice as long each time up to a cap, with jitter, so that a rack does not come all at once. */
final class Backoff {

    /** Sleeps, or pretends to. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration CAP = Duration.ofSeconds(5);

    private final Sleeper sleeper;
    private final RandomGenerator random;
    private int failures;

    Backoff(Sleeper sleeper, RandomGenerator random) {
        this.sleeper = sleeper;
        this.random = random;
    }

    /** Waits between half of the next step and all of it. */
    void pause() throws InterruptedException {
        long step = Math.min(CAP.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
        failures++;
        sleeper.sleep(Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1)));
    }

    void reset() {
        failures = 0;
    }
}
