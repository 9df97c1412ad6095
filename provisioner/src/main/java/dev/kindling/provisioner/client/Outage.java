package dev.kindling.provisioner.client;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Carries a command that follows something over a server that is away: a restart, or a minute without its database. It says
 * so once, and once when there are answers again.
 */
final class Outage {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final PrintWriter err;
    private boolean away;
    private long since;

    /** @param err where it is said */
    Outage(PrintWriter err) {
        this.err = err;
    }

    /**
     * The answer, however often it takes to ask.
     *
     * @throws ApiException when nobody answered for {@link #PATIENCE}, or the answer is one that asking again does not change
     */
    <T> T outlast(Supplier<T> request) {
        while (true) {
            try {
                T answer = request.get();
                over();
                return answer;
            } catch (ApiException failure) {
                if (!failure.mayPass()) {
                    throw failure;
                }
                began(failure);
            }
            pause();
        }
    }

    /** Between two looks. */
    static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void began(ApiException failure) {
        if (!away) {
            away = true;
            since = System.nanoTime();
            err.println(
                    "kindling: " + failure.getMessage() + "; asking again for " + PATIENCE.toMinutes() + " minutes");
            err.flush();
        } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
            throw failure;
        }
    }

    private void over() {
        if (away) {
            away = false;
            err.println("kindling: it answers again");
            err.flush();
        }
    }
}
