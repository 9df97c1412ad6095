package dev.kindling.boots.dhcp;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.ServedAddresses;
import dev.kindling.boots.netboot.BootDecider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pure decision, made a bean, and what it is told. */
@Configuration(proxyBeanMethods = false)
class DhcpConfiguration {

    @Bean
    BootDecider bootDecider(DhcpProperties properties, @Value("${kindling.boots.http.port:7171}") int httpPort) {
        // Any free port (0) is not known before the first packet: then kindling.boots.dhcp.boot.url says it.
        int port = httpPort == 0 ? DhcpProperties.USUAL_HTTP_PORT : httpPort;
        return new BootDecider(properties.settings(port));
    }

    @Bean
    ServedAddresses servedAddresses(DhcpProperties properties, BootsProperties boots) {
        return DhcpSockets.served(properties, boots);
    }

    @Bean
    DeclinedAddresses declinedAddresses(DhcpProperties properties) {
        return new DeclinedAddresses(properties.declineProbation(), System::nanoTime);
    }
}
