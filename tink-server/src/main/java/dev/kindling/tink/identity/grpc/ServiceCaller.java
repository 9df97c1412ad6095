package dev.kindling.tink.identity.grpc;

import io.grpc.Context;

/**
 * The service behind a gRPC call.
 *
 * @param name "boots" or "hegel" of its certificate, "in-process" for a neighbour in this JVM
 */
public record ServiceCaller(String name) {

    /** Set for every call that needs a service; absent for an agent's. */
    public static final Context.Key<ServiceCaller> CURRENT = Context.key("kindling-service");

    static final String IN_PROCESS = "in-process";

    /** Whether it may act as the named service; a neighbour in this JVM may act as any. */
    public boolean mayActAs(String service) {
        return name.equals(service) || name.equals(IN_PROCESS);
    }
}
