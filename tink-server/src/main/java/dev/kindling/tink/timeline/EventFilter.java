package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.machine.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which events a reader wants; empty means all.
 *
 * @param selector machines by the labels they have when the event is read
 * @param kinds any of these: "workflow.failed", or "hardware.*" for all that begin so
 */
public record EventFilter(
        Optional<MacAddress> mac, Optional<UUID> workflow, Optional<LabelSelector> selector, List<String> kinds) {

    public static final EventFilter ALL = new EventFilter(Optional.empty(), Optional.empty());

    private static final Pattern KIND = Pattern.compile("[a-z][a-z.-]{0,60}\\*?");

    public EventFilter {
        kinds = List.copyOf(kinds);
        for (String kind : kinds) {
            if (!KIND.matcher(kind).matches()) {
                throw new Failure.Invalid(
                        "kind",
                        List.of(new Violation(
                                "kind", kind, "is not the kind of an event, nor a beginning like \"workflow.*\"")));
            }
        }
    }

    public EventFilter(Optional<MacAddress> mac, Optional<UUID> workflow) {
        this(mac, workflow, Optional.empty(), List.of());
    }

    public static EventFilter of(MacAddress mac) {
        return new EventFilter(Optional.of(mac), Optional.empty());
    }

    public static EventFilter ofWorkflow(UUID workflow) {
        return new EventFilter(Optional.empty(), Optional.of(workflow));
    }

    /** As a PostgreSQL array of patterns; a kind has no character that means something there. */
    String patterns() {
        return "{" + String.join(",", kinds).replace('*', '%') + "}";
    }
}
