/** Tinkerbell's three classic gRPC services: messages in and out, and the statuses their clients know. */
package dev.kindling.tink.tinkerbell.classic.grpc;
