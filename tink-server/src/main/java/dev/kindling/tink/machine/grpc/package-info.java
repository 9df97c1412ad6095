/** The gRPC door of machines. */
package dev.kindling.tink.machine.grpc;
