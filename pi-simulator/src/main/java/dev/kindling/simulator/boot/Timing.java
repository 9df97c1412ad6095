package dev.kindling.simulator.boot;

import dev.kindling.simulator.wire.TftpTiming;
import java.time.Duration;
import java.util.List;

/**
 * How long a board waits, as measured on boards or scaled down.
 *
 * @param power from power-on to the network mode
 * @param link from there to a working link
 * @param discover when DISCOVER is sent, counted from the first
 * @param dhcp limit for the whole exchange
 * @param request before a REQUEST is sent again
 * @param kernel before the kernel sends its DISCOVER or REQUEST again
 * @param restart pause between two rounds of the boot order
 * @param tftp limits of a transfer
 */
public record Timing(
        Duration power,
        Duration link,
        List<Duration> discover,
        Duration dhcp,
        Duration request,
        Duration kernel,
        Duration restart,
        TftpTiming tftp) {

    /** Measured on a Pi 4 with default EEPROM settings: 0, 8, 24 s, then the next mode at 45 s. */
    public static Timing real() {
        return new Timing(
                Duration.ofMillis(2500),
                Duration.ofMillis(2700),
                List.of(Duration.ZERO, Duration.ofSeconds(8), Duration.ofSeconds(24)),
                Duration.ofSeconds(45),
                Duration.ofSeconds(4),
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                new TftpTiming(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30)));
    }

    /** A tenth of it for DHCP; no waits for hardware; a longer limit per file, since many boards share one host. */
    public static Timing scaled() {
        return new Timing(
                Duration.ZERO,
                Duration.ZERO,
                List.of(Duration.ZERO, Duration.ofMillis(800), Duration.ofMillis(2400)),
                Duration.ofMillis(4500),
                Duration.ofMillis(1000),
                Duration.ofMillis(1000),
                Duration.ofMillis(300),
                new TftpTiming(Duration.ofSeconds(2), Duration.ofSeconds(90), Duration.ofSeconds(8)));
    }
}
