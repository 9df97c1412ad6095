/** The gRPC door of enrolment. */
package dev.kindling.tink.enrolment.grpc;
