package dev.kindling.boots.nfs;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.NfsRoot;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.report.BootReports;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The NFS server of this installation. */
@Configuration(proxyBeanMethods = false)
class NfsConfiguration {

    @Bean
    NfsServer nfsServer(
            BootsProperties boots,
            NfsRoot root,
            MachineDirectory machines,
            BootReports reports,
            MeterRegistry meters,
            Clock clock) {
        return new NfsServer(
                boots, root, machines, new MountJournal(reports, meters, clock), new NfsMeters(meters), clock);
    }
}
