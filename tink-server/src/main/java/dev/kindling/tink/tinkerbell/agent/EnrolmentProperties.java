package dev.kindling.tink.tinkerbell.agent;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which agents without a workflow are given one.
 *
 * @param rules of those that match, the one with most conditions counts, and of equals the first
 */
@ConfigurationProperties("kindling.tink.tinkerbell.enrolment")
public record EnrolmentProperties(@DefaultValue List<Rule> rules) {

    public EnrolmentProperties {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param when {@code path=text} of the agent's attributes, all of which must hold; "*" stands for any text
     * @param template id or name; its device_1 is the agent's machine
     * @param data more values for the template
     * @param declare whether a machine that is not in the inventory is put there
     */
    public record Rule(
            @DefaultValue List<String> when,
            @DefaultValue("") String template,
            @DefaultValue Map<String, String> data,
            @DefaultValue("false") boolean declare) {

        public Rule {
            if (template.isBlank()) {
                throw new IllegalArgumentException(
                        "a rule of kindling.tink.tinkerbell.enrolment.rules has no template");
            }
            when.stream()
                    .filter(condition -> condition.indexOf('=') < 1)
                    .findFirst()
                    .ifPresent(condition -> {
                        throw new IllegalArgumentException("kindling.tink.tinkerbell.enrolment.rules: when '"
                                + condition + "' is not path=text, as in product.vendor=Dell*");
                    });
            when = List.copyOf(when);
            data = Map.copyOf(data);
        }
    }
}
