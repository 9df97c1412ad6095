/** The gRPC door of webhooks. */
package dev.kindling.tink.webhook.grpc;
