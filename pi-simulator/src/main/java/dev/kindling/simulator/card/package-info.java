/** The virtual SD card and what must be on it in the end: partition table (own reader), payload, written files. */
package dev.kindling.simulator.card;
