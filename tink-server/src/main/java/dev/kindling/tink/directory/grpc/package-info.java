/** The gRPC door of the machine directory: boots and hegel watch it. */
package dev.kindling.tink.directory.grpc;
