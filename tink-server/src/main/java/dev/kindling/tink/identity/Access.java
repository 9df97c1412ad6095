package dev.kindling.tink.identity;

/** What a request wants, and the role that takes; both doors decide by this one table. */
public enum Access {
    /** Sees hardware, templates, workflows, the names of secrets, and what happened. */
    READ(Role.VIEWER),
    /** Changes hardware, templates and secrets; runs workflows. */
    CHANGE(Role.OPERATOR),
    /** Makes tokens and webhooks, reads the audit. */
    ADMINISTER(Role.ADMIN);

    private final Role role;

    Access(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }
}
