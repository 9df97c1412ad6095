/** {@code proto.WorkflowService}, what today's tink-agent calls. */
package dev.kindling.tink.tinkerbell.agent.grpc;
