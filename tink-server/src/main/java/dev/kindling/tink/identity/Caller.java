package dev.kindling.tink.identity;

/**
 * Who is behind the request that this thread works on.
 *
 * @param name name of the token, for the audit
 * @param role what it may do
 */
public record Caller(String name, Role role) {

    /** Bound by the door, REST or gRPC, around the handling of one request. */
    public static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /** The name for the audit: the server itself where no person asked. */
    public static String currentName() {
        return CURRENT.isBound() ? CURRENT.get().name() : "tink-server";
    }
}
