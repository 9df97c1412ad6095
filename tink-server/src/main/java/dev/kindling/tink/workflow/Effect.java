package dev.kindling.tink.workflow;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import java.util.Map;

/** What a transition brings with it outside the workflow. */
sealed interface Effect {

    /** A line in the timeline of one machine. */
    record Tell(MacAddress mac, String kind, Severity severity, Map<String, String> facts) implements Effect {
        public Tell {
            facts = Map.copyOf(facts);
        }
    }

    /** From now on the machine is told to boot its own disk. */
    record BootLocal(MacAddress mac) implements Effect {}

    /** The agent that runs this attempt has to stop. */
    record StopAttempt(int index, int attempt, String reason) implements Effect {}

    /** There may be something new to do for this machine's agent. */
    record Wake(MacAddress mac) implements Effect {}
}
