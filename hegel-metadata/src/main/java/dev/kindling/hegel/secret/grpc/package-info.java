/** Reads secrets from tink-server's {@code SecretService}. */
package dev.kindling.hegel.secret.grpc;
