package dev.kindling.tink.workflow;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Time and size limits of workflows.
 *
 * @param grace how much longer than an action's own timeout the server waits for its report
 * @param settle how long finished machines may take to boot their own disks
 * @param lease how long an agent may be silent before the timeline says so
 * @param heartbeat the longest pause on an agent's stream
 * @param sweep how often deadlines are looked for
 * @param backoff how long a failed action waits before its first retry; twice as long before each further one
 * @param longestBackoff the most it ever waits
 * @param logLimit how much of one attempt's log is kept
 * @param logRetention how long logs are kept after their workflow has ended
 */
@ConfigurationProperties("kindling.tink.workflow")
public record WorkflowSettings(
        @DefaultValue("60s") Duration grace,
        @DefaultValue("15m") Duration settle,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("2s") Duration sweep,
        @DefaultValue("2s") Duration backoff,
        @DefaultValue("5m") Duration longestBackoff,
        @DefaultValue("4MB") DataSize logLimit,
        @DefaultValue("30d") Duration logRetention) {

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures how often it has failed by now, from 1 */
    Duration backoffAfter(int failures) {
        Duration wait = backoff.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return wait.compareTo(longestBackoff) < 0 ? wait : longestBackoff;
    }
}
