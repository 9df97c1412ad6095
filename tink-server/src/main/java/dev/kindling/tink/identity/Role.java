package dev.kindling.tink.identity;

/** What a token may do; each role may do everything the one before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Changes hardware, templates, workflows and secrets. */
    OPERATOR,
    /** Makes tokens and reads the audit. */
    ADMIN;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
