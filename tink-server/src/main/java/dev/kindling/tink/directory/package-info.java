/** The machine directory and its replicas in boots and hegel. */
package dev.kindling.tink.directory;
