/** The gRPC doors of secrets: hegel asks for a value with a machine's session, people write values. */
package dev.kindling.tink.secret.grpc;
