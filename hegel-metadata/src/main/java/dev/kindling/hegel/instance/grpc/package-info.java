/** Hegel's part in following tink-server's machine directory: what it makes of a machine. */
package dev.kindling.hegel.instance.grpc;
