package dev.kindling.tink.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are served.
 *
 * @param attempts failures of one event after which its webhook is dead
 * @param backoff wait after the first failure; doubles with each, up to five minutes
 * @param timeout for one answer
 */
@ConfigurationProperties("kindling.tink.webhook")
record WebhookProperties(
        @DefaultValue("10") int attempts,
        @DefaultValue("1s") Duration backoff,
        @DefaultValue("10s") Duration timeout) {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 20;

    /** Before the attempt after so many failures. */
    Duration wait(int failures) {
        Duration doubled = backoff.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }
}
