/** Reports over gRPC. */
package dev.kindling.hegel.report.grpc;
