package dev.kindling.tink.timeline;

import dev.kindling.contract.MacAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One line of a machine's timeline.
 *
 * @param mac the machine; empty for what concerns none
 * @param at server clock
 * @param kind dotted, lower case: "action.started"; docs/events.md lists them
 * @param facts small texts, never a secret
 * @param workflow the run it belongs to
 * @param bootId the boot it belongs to
 */
public record TimelineEvent(
        Optional<MacAddress> mac,
        Instant at,
        Source source,
        String kind,
        Severity severity,
        Map<String, String> facts,
        Optional<UUID> workflow,
        Optional<UUID> bootId) {

    public TimelineEvent {
        facts = Map.copyOf(facts);
    }

    /** An event of the workflow engine. */
    public static TimelineEvent ofWorkflow(
            MacAddress mac, Instant at, String kind, Severity severity, Map<String, String> facts, UUID workflow) {
        return new TimelineEvent(
                Optional.of(mac), at, Source.WORKFLOW, kind, severity, facts, Optional.of(workflow), Optional.empty());
    }

    /** Who saw it. */
    public enum Source {
        DHCP,
        TFTP,
        HTTP,
        NFS,
        AGENT,
        WORKFLOW,
        HEGEL,
        CONSOLE,
        POWER,
        USER
    }

    /** How much it matters to a person. */
    public enum Severity {
        INFO,
        WARNING,
        ALARM
    }
}
