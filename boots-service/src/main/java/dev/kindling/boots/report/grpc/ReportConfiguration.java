package dev.kindling.boots.report.grpc;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.report.BootReports;
import dev.kindling.boots.report.EventSpool;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The spool, the port in front of it and the sender behind it. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    @Bean
    EventSpool eventSpool(BootsProperties properties, ReportProperties report) throws IOException {
        return EventSpool.open(
                properties.state().resolve("spool"), report.maximumSize().toBytes());
    }

    @Bean
    BootReports bootReports(EventSpool spool, MeterRegistry meters) {
        return new SpooledBootReports(spool, meters);
    }

    @Bean(initMethod = "start")
    BootEventSender bootEventSender(EventSpool spool, ManagedChannel tink) {
        return new BootEventSender(spool, tink);
    }
}
