package dev.kindling.tink.site;

/**
 * A user of a registry.
 *
 * @param host as images name it, with its port
 * @param secret the name of the secret that holds the password
 */
public record RegistryLogin(String host, String user, String secret) {}
