package dev.kindling.hegel.caller;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The proxies this installation trusts. */
@Configuration(proxyBeanMethods = false)
class CallerConfiguration {

    @Bean
    CallerAddress callerAddress(CallerProperties properties) {
        return new CallerAddress(properties.trustedProxies());
    }
}
