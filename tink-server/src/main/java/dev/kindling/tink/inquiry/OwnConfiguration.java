package dev.kindling.tink.inquiry;

import dev.kindling.contract.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/** Kindling's properties as this tink-server runs with them, without what may be a secret. */
@Component
public class OwnConfiguration {

    private final ConfigurableEnvironment environment;

    OwnConfiguration(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /** As a part of a report. */
    public Answer answer() {
        TreeMap<String, String> found = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> known) {
                for (String name : known.getPropertyNames()) {
                    if (Redaction.isOurs(name)) {
                        found.putIfAbsent(name, environment.getProperty(name, ""));
                    }
                }
            }
        }
        byte[] lines = Redaction.lines(found).getBytes(StandardCharsets.UTF_8);
        return new Answer("tink-server", java.util.List.of(new Answer.Document("configuration.properties", lines)));
    }
}
