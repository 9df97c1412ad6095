package dev.kindling.tink.directory;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How replicas are kept up to date.
 *
 * @param heartbeat how often a silent watch says that it lives, and its server that the replica is connected; below 30 s
 * @param poll how long a change may take to be seen when its notification was lost
 */
@ConfigurationProperties("kindling.tink.directory")
public record DirectoryProperties(
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("1s") Duration poll) {}
