/** A machine: what was declared or seen, keyed by MAC. */
package dev.kindling.tink.machine;
