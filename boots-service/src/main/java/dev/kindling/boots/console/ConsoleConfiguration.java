package dev.kindling.boots.console;

import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.dhcp.LinkBroadcasts;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.report.BootReports;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The receivers of this installation. */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration {

    @Bean
    ConsoleJournal consoleJournal(
            ConsoleProperties console,
            MachineDirectory machines,
            BootFiles boots,
            BootReports reports,
            MeterRegistry meters,
            Clock clock) {
        return new ConsoleJournal(machines, boots, reports, meters, clock, console.linesPerSecond());
    }

    @Bean
    ConsoleServer consoleServer(ConsoleProperties console, ServedAddresses served, ConsoleJournal journal) {
        return new ConsoleServer(console, served.all(), journal);
    }

    @Bean
    BroadcastConsole broadcastConsole(
            ConsoleProperties console, LinkBroadcasts links, ConsoleServer server, ConsoleJournal journal) {
        boolean everyAddress = console.address() != null && console.address().isAnyLocalAddress();
        return new BroadcastConsole(links, server, journal, everyAddress);
    }
}
