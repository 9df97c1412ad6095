/** Real guests: QEMU boots them from a running {@code kindling up}, in a network namespace of their own. */
package dev.kindling.system;
