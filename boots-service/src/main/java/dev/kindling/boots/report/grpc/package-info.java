/** Carries spooled events to tink-server's {@code BootEventService}. */
package dev.kindling.boots.report.grpc;
