/** The line to tink-server on which it asks. */
package dev.kindling.hegel.inquiry.grpc;
