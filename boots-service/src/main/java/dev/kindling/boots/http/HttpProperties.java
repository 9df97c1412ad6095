package dev.kindling.boots.http;

import java.net.Inet4Address;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The HTTP server.
 *
 * @param address IPv4 address to listen on; default {@code kindling.boots.address}
 * @param port TCP port to listen on; 0 takes any free one
 */
@ConfigurationProperties("kindling.boots.http")
record HttpProperties(
        Inet4Address address, @DefaultValue("7171") int port) {}
