/** Who calls over gRPC: service certificates, the in-process channel, and the tokens of people. */
package dev.kindling.tink.identity.grpc;
