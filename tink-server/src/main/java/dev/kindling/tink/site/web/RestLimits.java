package dev.kindling.tink.site.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one client may take of the REST port.
 *
 * @param headerTime within which the lines of a request have to be there, from its first byte on
 * @param connectionsPerAddress open at once; a proxy in front of this port needs them all
 */
@ConfigurationProperties("kindling.tink.rest")
record RestLimits(
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("256") int connectionsPerAddress) {}
