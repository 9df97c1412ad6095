/** Reads a sample directory (hardware, templates, expected cards) and derives further workers and the loopback variant. */
package dev.kindling.simulator.sample;
