package dev.kindling.tink.tinkerbell;

import io.grpc.ServerServiceDefinition;

/**
 * One gRPC service of Tinkerbell's. Deliberately no {@link io.grpc.BindableService}: of those every one is served at Kindling's own
 * door, and what asks nobody who they are must not come there.
 */
@FunctionalInterface
public interface CompatibleService {

    ServerServiceDefinition definition();
}
