/** The gRPC door of hardware: JSON documents in and out, as at the REST door. */
package dev.kindling.tink.hardware.grpc;
