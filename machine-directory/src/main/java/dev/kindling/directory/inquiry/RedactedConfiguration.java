package dev.kindling.directory.inquiry;

import dev.kindling.contract.Redaction;
import java.util.TreeMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Kindling's own properties as a service runs with them, without the values of those that may be a secret. */
public final class RedactedConfiguration {

    private RedactedConfiguration() {}

    /** Lines of {@code name=value}, in the order of the names. */
    public static String of(ConfigurableEnvironment environment) {
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
        return Redaction.lines(found);
    }
}
