/** The gRPC door's one table from failures to status codes. */
package dev.kindling.tink.failure.grpc;
