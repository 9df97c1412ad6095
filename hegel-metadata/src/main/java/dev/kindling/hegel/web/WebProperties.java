package dev.kindling.hegel.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The doors of hegel.
 *
 * @param http plain HTTP, default port 50061
 * @param https HTTPS, default port 50062
 * @param metadata what {@code /metadata} shows
 */
@ConfigurationProperties("kindling.hegel")
record WebProperties(
        @DefaultValue Http http,
        @DefaultValue Https https,
        @DefaultValue Metadata metadata) {

    /**
     * @param address IP address to listen on
     * @param port TCP port to listen on; 0 takes any free one
     */
    record Http(
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("50061") int port) {}

    /**
     * @param address IP address to listen on
     * @param port TCP port to listen on; 0 takes any free one
     */
    record Https(
            @DefaultValue("0.0.0.0") String address,
            @DefaultValue("50062") int port) {}

    /**
     * @param filter path into the hardware document, as Tinkerbell's CUSTOM_ENDPOINTS has it; empty: all of it
     */
    record Metadata(@DefaultValue(".metadata.instance") String filter) {}
}
