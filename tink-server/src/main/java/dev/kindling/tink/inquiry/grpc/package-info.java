/** The gRPC door on which boots and hegel wait for questions. */
package dev.kindling.tink.inquiry.grpc;
