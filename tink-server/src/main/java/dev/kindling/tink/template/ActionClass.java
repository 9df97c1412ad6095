package dev.kindling.tink.template;

/** What may be done with an action whose outcome is unknown. */
public enum ActionClass {
    /** May run again from the start. */
    IDEMPOTENT,
    /** Goes on where it stopped. */
    RESUMABLE,
    /** Never again without an operator. */
    ONCE,
    /** The node is expected to vanish; its next enrolment is the success. */
    REBOOT
}
