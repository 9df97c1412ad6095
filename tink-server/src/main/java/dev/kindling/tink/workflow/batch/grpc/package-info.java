/** The gRPC door of batches. */
package dev.kindling.tink.workflow.batch.grpc;
