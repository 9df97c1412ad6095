/**
 * How a service answers what tink-server asks it of one machine, for {@code kindling report} and {@code kindling
 * preview}: over a call of its own that stays open, so that no service needs another door.
 */
package dev.kindling.directory.inquiry;
