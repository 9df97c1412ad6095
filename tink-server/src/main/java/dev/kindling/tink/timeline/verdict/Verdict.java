package dev.kindling.tink.timeline.verdict;

import dev.kindling.tink.timeline.RecordedEvent;
import java.util.List;

/**
 * Where a machine stands and why.
 *
 * @param cause one sentence: what happened, or did not
 * @param remedy what to do next; empty when there is nothing to do
 * @param evidence the events it is concluded from, oldest first
 */
public record Verdict(Finding finding, String cause, String remedy, List<RecordedEvent> evidence) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    /** How much it calls for a person. */
    public enum Health {
        /** Nothing is left to do. */
        WELL,
        /** It goes on by itself. */
        UNDERWAY,
        /** It waits for a person to give it something to do or to decide. */
        WAITING,
        /** It does not go on. */
        STUCK
    }

    /** What can be found; docs and scripts name these. */
    public enum Finding {
        NEVER_SEEN(Health.STUCK),
        NOT_DECLARED(Health.WAITING),
        IGNORED(Health.STUCK),
        OTHER_SERVER_ANSWERED(Health.STUCK),
        OFFER_NOT_TAKEN(Health.STUCK),
        NO_USABLE_OFFER(Health.STUCK),
        FILE_MISSING(Health.STUCK),
        SILENT_AFTER_START4(Health.STUCK),
        SILENT_IN_FIRMWARE(Health.STUCK),
        NO_KERNEL_DHCP(Health.STUCK),
        NFS_REFUSED(Health.STUCK),
        NEVER_ENROLLED(Health.STUCK),
        ENROLMENT_REFUSED(Health.STUCK),
        AGENT_SILENT(Health.STUCK),
        ACTION_FAILED(Health.STUCK),
        WORKFLOW_ENDED_BADLY(Health.STUCK),
        HELD(Health.WAITING),
        NO_WORKFLOW(Health.WAITING),
        NOT_BOOTED(Health.WAITING),
        BOOTING(Health.UNDERWAY),
        WORKING(Health.UNDERWAY),
        AWAITING_LOCAL_BOOT(Health.UNDERWAY),
        LOCAL_BOOT_OVERDUE(Health.STUCK),
        ALL_WELL(Health.WELL);

        private final Health health;

        Finding(Health health) {
            this.health = health;
        }

        public Health health() {
            return health;
        }
    }
}
