package dev.kindling.tink.workflow;

import java.util.List;

/** What an event did to a workflow. */
sealed interface Transition {

    /** It changed; the effects belong into the same transaction. */
    record Moved(WorkflowSnapshot after, List<Effect> effects) implements Transition {
        public Moved {
            effects = List.copyOf(effects);
        }
    }

    /** It was known already, or does not matter here. */
    record Unchanged(String why) implements Transition {}

    /** It does not count, and who sent it should know. */
    record Rejected(Kind kind, String why) implements Transition {

        /** Why it does not count. */
        enum Kind {
            /** It was right once: a newer attempt or the end of the workflow came first. */
            STALE,
            /** It is not possible in this state. */
            ILLEGAL,
            /** It speaks of an attempt this database never handed out: another copy of it did. */
            NEVER_HANDED_OUT
        }
    }
}
