package dev.kindling.hegel.web;

import dev.kindling.directory.TinkConnection;
import dev.kindling.hegel.caller.CallerAddress;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.metadata.NativeMetadata;
import dev.kindling.hegel.report.MachineReports;
import dev.kindling.hegel.secret.Secrets;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The two doors of this installation, and the one meter registry every feature adds to. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    PrometheusMeterRegistry meterRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Bean
    RequestCounters requestCounters(PrometheusMeterRegistry meters) {
        return new RequestCounters(meters);
    }

    @Bean
    MachineHandler machineHandler(
            WebProperties web,
            CallerAddress addresses,
            InstanceDirectory directory,
            RequestCounters counters,
            PrometheusMeterRegistry meters) {
        NativeMetadata metadata = new NativeMetadata(web.metadata().filter());
        return new MachineHandler(new Callers(addresses), directory, metadata, counters, meters);
    }

    @Bean
    PhoneHomeHandler phoneHomeHandler(
            CallerAddress addresses,
            InstanceDirectory directory,
            MachineReports reports,
            RequestCounters counters,
            Clock clock) {
        return new PhoneHomeHandler(new Callers(addresses), directory, reports, counters, clock);
    }

    @Bean
    HegelHttpServer hegelHttpServer(WebProperties web, MachineHandler handler, PhoneHomeHandler phoneHome) {
        return new HegelHttpServer(web.http(), handler, phoneHome);
    }

    @Bean
    TlsIdentity tlsIdentity(TinkConnection tink) {
        return new TlsIdentity(tink.certificate(), tink.key(), tink.deadline());
    }

    @Bean
    AgentHandler agentHandler(
            CallerAddress addresses,
            InstanceDirectory directory,
            Secrets secrets,
            RequestCounters counters,
            Clock clock) {
        return new AgentHandler(new Callers(addresses), directory, secrets, counters, clock);
    }

    @Bean
    HegelHttpsServer hegelHttpsServer(WebProperties web, AgentHandler handler, TlsIdentity identity) {
        return new HegelHttpsServer(web.https(), handler, identity);
    }
}
