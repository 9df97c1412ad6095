package dev.kindling.boots.console;

import java.net.Inet4Address;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The receivers of log lines.
 *
 * @param address IPv4 address to listen on; default {@code kindling.boots.address}
 * @param syslogPort UDP port for syslog; 0 takes any free one, -1 none
 * @param netconsolePort UDP port for netconsole; 0 takes any free one, -1 none
 * @param linesPerSecond most lines of one machine in one second that reach its timeline
 */
@ConfigurationProperties("kindling.boots.console")
record ConsoleProperties(
        Inet4Address address,
        @DefaultValue("514") int syslogPort,
        @DefaultValue("6666") int netconsolePort,
        @DefaultValue("20") int linesPerSecond) {

    ConsoleProperties {
        if (linesPerSecond < 1) {
            throw new IllegalArgumentException("kindling.boots.console.lines-per-second is " + linesPerSecond
                    + "; it must be at least 1 (to receive nothing set the ports to -1)");
        }
    }
}
