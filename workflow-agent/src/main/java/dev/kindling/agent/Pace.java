package dev.kindling.agent;

import java.time.Duration;
import java.util.Random;

/**
 * The times of a loop, so that tests need not wait for them.
 *
 * @param silence a stream that brings nothing for so long is lost; the server's heartbeat comes every 10 s
 * @param logFlush how long a last report waits for the log before it, and once it is answered for what is left of it
 * @param refusal how long a board waits before it reboots for a new nonce
 * @param burnt how long an agent whose nonce is burnt stays before it ends: what starts it again does so at once, and each start asks
 *     the server and is an alarm there
 */
record Pace(Backoff.Sleeper sleeper, Duration silence, Duration logFlush, Duration refusal, Duration burnt) {

    static Pace real() {
        return new Pace(
                time -> Thread.sleep(time.toMillis()),
                Duration.ofSeconds(35),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10));
    }

    Backoff backoff() {
        return new Backoff(sleeper, new Random());
    }
}
