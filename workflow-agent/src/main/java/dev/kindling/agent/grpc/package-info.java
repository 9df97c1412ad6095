/** The port to tink-server over gRPC; the only place that knows the generated types. */
package dev.kindling.agent.grpc;
