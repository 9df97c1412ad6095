package dev.kindling.tink.timeline.verdict;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a machine may be silent before its silence is a finding.
 *
 * @param firmware between two steps of a boot loader; a Pi 4 asks for the next file within a second, its own time-outs
 *     are under ten
 * @param kernel from the last block of the kernel to its DHCP: unpacking, drivers, link
 * @param agent from there to the agent: NFS root, init, network, Java
 */
@ConfigurationProperties("kindling.tink.verdict")
record Patience(
        @DefaultValue("30s") Duration firmware,
        @DefaultValue("60s") Duration kernel,
        @DefaultValue("3m") Duration agent) {

    /** With these three. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMinutes(3));
}
