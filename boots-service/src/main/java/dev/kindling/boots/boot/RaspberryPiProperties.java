package dev.kindling.boots.boot;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a site adds to the files of Raspberry Pis.
 *
 * @param configTxt lines behind the generated ones of {@code config.txt}, in a section for all models
 */
@ConfigurationProperties("kindling.boots.raspberry-pi")
public record RaspberryPiProperties(@DefaultValue List<String> configTxt) {

    static final RaspberryPiProperties NONE = new RaspberryPiProperties(List.of());

    public RaspberryPiProperties {
        configTxt = List.copyOf(configTxt);
        for (String line : configTxt) {
            // The firmware cuts what is longer, and a line that ends early would make a second one.
            if (line.length() > 98 || line.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException("kindling.boots.raspberry-pi.config-txt has the line '" + line
                        + "'; a line of config.txt has at most 98 characters, all of them printable ASCII");
            }
        }
    }
}
