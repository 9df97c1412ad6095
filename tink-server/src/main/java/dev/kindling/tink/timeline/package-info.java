/** The flight recorder: what happened to a machine, in order. */
package dev.kindling.tink.timeline;
