package dev.kindling.hegel;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all of hegel shares.
 *
 * @param data data directory; hegel keeps its own state in {@code hegel/} below it
 */
@ConfigurationProperties("kindling.hegel")
public record HegelProperties(@DefaultValue("data") Path data) {

    /** Where hegel keeps its own state. */
    public Path state() {
        return data.resolve("hegel");
    }
}
