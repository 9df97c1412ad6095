package dev.kindling.boots.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Polls until something holds. */
final class Waiting {

    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private Waiting() {}

    static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("within " + DEADLINE).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
