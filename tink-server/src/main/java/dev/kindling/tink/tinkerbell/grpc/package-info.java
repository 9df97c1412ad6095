/** The gRPC ports of the compatibility listener, TLS and plaintext. */
package dev.kindling.tink.tinkerbell.grpc;
