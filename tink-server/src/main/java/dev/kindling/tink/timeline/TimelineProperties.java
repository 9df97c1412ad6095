package dev.kindling.tink.timeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The flight recorder.
 *
 * @param retention how long events are kept, in whole days, at least one; a day's partition is dropped when all of it is older
 */
@ConfigurationProperties("kindling.tink.timeline")
record TimelineProperties(@DefaultValue("30d") Duration retention) {

    TimelineProperties {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "kindling.tink.timeline.retention is " + retention + "; the shortest is one day");
        }
    }
}
