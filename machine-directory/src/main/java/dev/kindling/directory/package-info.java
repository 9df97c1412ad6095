/**
 * How a service follows tink-server's machine directory: the channel, the watch on it with its reconnects, and the copy
 * on disk from which the service answers when tink-server is away. What a service makes of a machine is its own
 * {@link dev.kindling.directory.MachineView}.
 */
package dev.kindling.directory;
