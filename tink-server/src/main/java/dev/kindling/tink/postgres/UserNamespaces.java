package dev.kindling.tink.postgres;

/** Whether root may start PostgreSQL, which refuses uid 0, inside a user namespace that maps nothing. */
public enum UserNamespaces {
    /** Try, and go on without where the kernel or the container refuses. */
    PROBE,
    /** As if refused: the way of a plain container, for tests and for those who want it. */
    REFUSED;

    private static final String VARIABLE = "KINDLING_USER_NAMESPACES";

    static UserNamespaces fromEnvironment() {
        return "refused".equals(System.getenv(VARIABLE)) ? REFUSED : PROBE;
    }
}
