/**
 * Tinkerbell v0.6 to v0.8 in Kindling's own terms: its cursor, its worker ids, its workflow data. Kindling's registry and lifecycle
 * decide; this only says what that looks like to a client that knows five states and one cursor.
 */
package dev.kindling.tink.tinkerbell.classic;
