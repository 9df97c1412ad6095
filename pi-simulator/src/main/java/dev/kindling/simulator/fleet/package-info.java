/** Powers on a number of virtual boards, runs their agents, and says how each of them ended. */
package dev.kindling.simulator.fleet;
