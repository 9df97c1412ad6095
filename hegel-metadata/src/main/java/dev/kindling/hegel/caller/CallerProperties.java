package dev.kindling.hegel.caller;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose word is taken for an address.
 *
 * @param trustedProxies addresses or networks ({@code 10.0.0.0/8}) whose X-Forwarded-For is believed; default none, and
 *     the header is then ignored
 */
@ConfigurationProperties("kindling.hegel.caller")
record CallerProperties(@DefaultValue({}) List<String> trustedProxies) {}
