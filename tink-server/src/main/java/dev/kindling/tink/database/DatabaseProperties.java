package dev.kindling.tink.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The database.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/NAME} of a PostgreSQL 15 or newer; empty starts the embedded one in the data directory
 * @param username its role; owner of the database
 * @param password never printed
 * @param connections most connections of the pool
 */
@ConfigurationProperties("kindling.tink.database")
record DatabaseProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("12") int connections) {

    @Override
    public String toString() {
        return "DatabaseProperties[url=" + url + ", username=" + username + ", connections=" + connections + "]";
    }
}
