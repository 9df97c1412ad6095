/** The gRPC doors of the timeline: what boots and hegel have spooled comes in, people read and follow. */
package dev.kindling.tink.timeline.grpc;
