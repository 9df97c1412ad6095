package dev.kindling.boots.http;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.boot.LocalBoots;
import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.ipxe.OwnAddress;
import dev.kindling.boots.ipxe.TreeKernels;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.report.BootReports;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The web server of this installation, and the one meter registry every feature adds to. */
@Configuration(proxyBeanMethods = false)
class HttpDoorConfiguration {

    @Bean
    PrometheusMeterRegistry meterRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Bean
    HttpJournal httpJournal(
            MachineDirectory machines,
            BootReports reports,
            PrometheusMeterRegistry meters,
            Clock clock,
            LocalBoots local) {
        return new HttpJournal(machines, reports, meters, clock, local);
    }

    @Bean
    ImageHandler imageHandler(BootsProperties boots, HttpJournal journal, Clock clock) throws IOException {
        return new ImageHandler(new ImageStore(boots.images()), journal, clock);
    }

    @Bean
    BootsHttpServer bootsHttpServer(
            HttpProperties http,
            ServedAddresses served,
            ImageHandler images,
            IpxeHandler ipxe,
            OwnAddress own,
            PrometheusMeterRegistry meters)
            throws IOException {
        return new BootsHttpServer(
                http.address() == null ? served.all() : List.of(http.address()),
                http.port(),
                own::listening,
                images,
                ipxe,
                new StatusHandler(meters));
    }

    @Bean
    IpxeHandler ipxeHandler(
            MachineDirectory machines,
            IpxePrograms programs,
            IpxeScripts scripts,
            TreeKernels kernels,
            HttpJournal journal,
            BoardAddresses addresses) {
        return new IpxeHandler(machines, programs, scripts, kernels, journal, addresses);
    }
}
