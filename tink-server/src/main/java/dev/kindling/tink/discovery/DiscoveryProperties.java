package dev.kindling.tink.discovery;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Boards that nobody declared.
 *
 * @param unknown {@code observe}: they are listed; {@code enroll}: the first rule that matches gives them an address and
 *     a hardware record
 * @param rules in their order
 */
@ConfigurationProperties("kindling.tink.discovery")
record DiscoveryProperties(
        @DefaultValue("observe") Policy unknown,
        @DefaultValue({}) List<Rule> rules) {

    /** What is done with them. */
    enum Policy {
        OBSERVE,
        ENROLL
    }

    /**
     * What a board must be, and what it gets then.
     *
     * @param client what it is to DHCP: {@code raspberry-pi}, {@code pxe}, {@code http}, {@code ipxe}, {@code u-boot}
     * @param model of a Raspberry Pi, {@code 4B}; empty: any
     * @param mac beginning of its MAC address, {@code dc:a6:32}; empty: any
     * @param pool first and last address, {@code 192.168.42.100-192.168.42.150}
     * @param netmask of the pool's network
     * @param gateway empty: none
     * @param nameServers for the board
     * @param hostname beginning of its name; the end of its MAC address follows
     * @param arch as in a hardware document
     * @param allowPxe whether it may be sent boot files
     * @param allowWorkflow whether it may be given work
     */
    record Rule(
            @DefaultValue("raspberry-pi") String client,
            @DefaultValue("") String model,
            @DefaultValue("") String mac,
            String pool,
            @DefaultValue("255.255.255.0") String netmask,
            @DefaultValue("") String gateway,
            @DefaultValue({}) List<String> nameServers,
            @DefaultValue("node-") String hostname,
            @DefaultValue("aarch64") String arch,
            @DefaultValue("true") boolean allowPxe,
            @DefaultValue("true") boolean allowWorkflow) {}

    DiscoveryProperties {
        rules = List.copyOf(rules);
        if (unknown == Policy.ENROLL && rules.isEmpty()) {
            throw new IllegalArgumentException("kindling.tink.discovery.unknown is enroll, but there is no rule; write "
                    + "kindling.tink.discovery.rules[0].pool: 192.168.42.100-192.168.42.150");
        }
        rules.forEach(rule -> AddressPool.parse(rule.pool()));
    }
}
