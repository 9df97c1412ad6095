/** The gRPC doors of workflows: work out to agents, their reports and logs in; and what people ask for. */
package dev.kindling.tink.workflow.grpc;
